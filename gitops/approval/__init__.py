"""What binds an apply to its review: only what was shown is applied."""
