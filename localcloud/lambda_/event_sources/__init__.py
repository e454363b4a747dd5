"""Event source mappings: pollers that read a stream or a queue and invoke a function in batches."""
