"""What the archive of every function contains."""
