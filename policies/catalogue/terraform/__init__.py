"""Policies for every resource: provider, backend, names and tags."""
