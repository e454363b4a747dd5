"""Runs deployed Lambda code in its own processes by AWS's own runtime client, awslambdaric."""
