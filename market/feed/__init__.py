"""Posts realistic ticks to an environment, and tells what became of them."""
