"""The commands of `market`, a file for each."""
