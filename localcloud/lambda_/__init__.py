"""AWS Lambda: the Invoke API, runtimes, asynchronous events and event source mappings."""
