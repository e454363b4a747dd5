"""What gitops reaches the outside with: Terraform, AWS, GitHub, Checkov, processes, files."""
