"""Asynchronous invocation: the event queue of Lambda with retries, dead letters, destinations."""
