"""What others know of AWS, asked about our stacks: IAM linter, CloudFormation schemas, botocore."""
