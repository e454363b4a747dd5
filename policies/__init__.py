"""What must hold for every environment, judged on synthesized Terraform JSON alone."""
