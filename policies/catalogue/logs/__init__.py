"""Policies for CloudWatch Logs."""
