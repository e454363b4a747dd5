"""The account that environments live in: made ready once."""
