"""Loads history from files into the table, by an operator's own rights."""
