"""CloudWatch Logs: stores what functions print and applies subscription filters."""
