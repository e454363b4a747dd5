"""Terraform JSON: what a document may hold, and how a foreign one is handed on."""
