"""The permissions of the roles that GitHub Actions assumes, and the boundary of all others."""
