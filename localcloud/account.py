"""The one account and the one region of the embedded cloud, and what the account is given."""

ACCOUNT = "123456789012"
REGION = "us-east-1"
CONCURRENT_EXECUTIONS = 1000
