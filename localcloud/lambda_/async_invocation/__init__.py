"""Asynchronous invocation: Lambda's event queue with retries, dead-letter queue, destinations."""
