"""Gives back what ended in a dead letter queue to the function that gave it up."""
