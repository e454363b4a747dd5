"""What a reviewer is shown of a plan, and that nothing else than that is applied."""
