"""What an environment costs: resources of its stacks, measured usage, list prices."""
