"""Policies for the account's own stack."""
