"""price-enricher: adds indicators to stored ticks."""
