"""Policies for S3."""
