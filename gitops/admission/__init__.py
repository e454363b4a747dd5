"""Admits what foreign code synthesized: archive or folder in, files of our own writing out."""
