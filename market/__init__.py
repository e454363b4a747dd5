"""What operators and analysts do with the pipelines: feed them, read them, keep their secrets."""
