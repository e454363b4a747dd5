"""Policies for KMS keys and encryption at rest."""
