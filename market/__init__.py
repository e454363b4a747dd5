"""What operators and analysts do with the pipelines: feed and fill them, keep their secrets."""
