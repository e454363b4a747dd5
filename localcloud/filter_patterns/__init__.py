"""Filter patterns of AWS: for events of event source mappings, and for log lines."""


class InvalidPattern(ValueError):
    """AWS rejects the pattern; the message is AWS's own."""
