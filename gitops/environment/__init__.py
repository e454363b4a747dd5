"""The life of one environment, from its synthesis to the proof that nothing is left."""
