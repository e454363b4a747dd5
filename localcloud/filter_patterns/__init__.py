"""The two filter languages of AWS that decide what reaches a function: events and log lines."""


class InvalidPattern(ValueError):
    """The pattern is not one that AWS accepts; the message is the one AWS answers."""
