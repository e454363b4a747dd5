"""How AWS resources of a stack hang together, as far as several policies need it."""
