"""Faults on demand: what AWS's services do to their callers on a bad day."""
