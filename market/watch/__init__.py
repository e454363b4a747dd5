"""The live view: prices, lag, rejects, queues and alarms of an environment in a browser."""
