"""Makes the README's pictures from the real thing: `make pictures`."""
