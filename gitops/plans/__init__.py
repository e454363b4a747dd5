"""What a Terraform plan says: changes, their set, differences."""
