"""data-processor: market data from a queue becomes alerts, stored once and told."""
