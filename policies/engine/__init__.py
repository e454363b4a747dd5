"""Reads synthesized Terraform, finds the policies and judges the one by the other."""
