"""Binds an apply to its review: only the reviewed plan is applied."""
