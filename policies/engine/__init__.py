"""Reads synthesized Terraform, finds the policies and evaluates one against the other."""
