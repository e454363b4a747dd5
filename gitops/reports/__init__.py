"""What the policies and Checkov say, for people and for machines: one result in five forms."""
