"""Who calls the embedded cloud, and what they may do."""
