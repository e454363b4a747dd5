"""What policies and Checkov say of the stacks, and the reports of it."""
