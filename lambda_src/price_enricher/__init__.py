"""price-enricher: gives stored ticks their indicators."""
