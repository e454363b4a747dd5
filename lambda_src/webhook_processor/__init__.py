"""webhook-processor: verifies a webhook and stores its ticks."""
