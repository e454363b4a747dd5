"""Begins something new: writes its files from templates, to be filled in."""
