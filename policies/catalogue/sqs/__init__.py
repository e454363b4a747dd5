"""Policies for SQS."""
