"""Terraform JSON that somebody else wrote: what it may hold, and how it is handed on."""
