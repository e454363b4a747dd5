"""Policies for SNS."""
