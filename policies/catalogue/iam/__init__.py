"""Policies for IAM roles and policy documents."""
