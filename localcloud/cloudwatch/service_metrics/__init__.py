"""The metrics that the services of AWS publish about themselves, a module per service."""
