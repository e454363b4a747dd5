"""What CI and a laptop do with an environment, from packaging its functions to its destruction."""
