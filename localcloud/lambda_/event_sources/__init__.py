"""Event source mappings: the pollers that read a source and invoke a function with batches."""
