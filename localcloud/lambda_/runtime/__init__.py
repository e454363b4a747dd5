"""Runs deployed functions in processes of their own with AWS's runtime client, awslambdaric."""
