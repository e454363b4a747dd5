"""Redrives the messages of dead-letter queues to the functions that failed on them."""
