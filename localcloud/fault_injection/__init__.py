"""Fault injection: throttling, errors, lost responses, duplicates and delays on demand."""
