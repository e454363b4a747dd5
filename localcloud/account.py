"""The one account and the one region in which the embedded cloud exists."""

ACCOUNT = "123456789012"
REGION = "us-east-1"
