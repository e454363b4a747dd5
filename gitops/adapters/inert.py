"""Foreign text that a terminal shows and never obeys."""


def inert(text: str) -> str:
    """The text on one line, with everything written out that would move the cursor, or hide."""
    return "".join(char if char.isprintable() else _written_out(char) for char in text)


def _written_out(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
