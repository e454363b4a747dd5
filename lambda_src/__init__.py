"""What runs in AWS: one package per Lambda function, and what all of them share."""
