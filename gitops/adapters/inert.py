"""Foreign text that a terminal shows and never obeys."""

from policies.engine.invisible import is_invisible


def inert(text: str) -> str:
    """The text on one line, with everything written out that would move the cursor, or hide."""
    return "".join(char if _is_shown(char) else _written_out(char) for char in text)


def _is_shown(char: str) -> bool:
    return char.isprintable() and not is_invisible(char)


def inert_lines(text: str) -> str:
    """The text with its lines and tabs as they are, and everything else inert."""
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join("\t".join(map(inert, line.split("\t"))) for line in lines)


def _written_out(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")
