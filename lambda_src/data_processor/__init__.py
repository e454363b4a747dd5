"""data-processor: turns market data from a queue into alerts, and stores and publishes them."""
