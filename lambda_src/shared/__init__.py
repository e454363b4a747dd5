"""What every function carries in its archive."""
