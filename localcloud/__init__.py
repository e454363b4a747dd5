"""The embedded AWS: one endpoint on 127.0.0.1 for boto3, the AWS CLI and Terraform."""
