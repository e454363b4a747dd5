"""The one account and the one region of the embedded cloud."""

ACCOUNT = "123456789012"
REGION = "us-east-1"
