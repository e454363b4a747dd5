"""Mapping templates of API Gateway: the Velocity language and its variables."""
