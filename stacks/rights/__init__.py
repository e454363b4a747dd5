"""What the roles may do that GitHub's runs take: read everything, manage some environments."""
