"""What a user types, one file per command or group of commands."""
