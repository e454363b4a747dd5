"""Policies for DynamoDB."""
