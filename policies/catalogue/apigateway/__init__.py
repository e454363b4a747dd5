"""Policies for API Gateway."""
