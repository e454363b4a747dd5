"""The function $util.escapeJavaScript, escape by escape as API Gateway does it."""

_SHORT = {
    "\b": r"\b",
    "\n": r"\n",
    "\t": r"\t",
    "\f": r"\f",
    "\r": r"\r",
    "'": r"\'",
    '"': r"\"",
    "\\": r"\\",
    "/": r"\/",
}
_PRINTABLE = range(0x20, 0x7F + 1)


def escape_java_script(text: str) -> str:
    r"""The text with the escapes of a JavaScript string.

    An apostrophe becomes \', which is not JSON: a template has to undo it. Characters beyond
    ASCII become \uXXXX, those beyond the basic plane two of them.
    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
    ($util template variables).
    """
    return "".join(_escape(character) for character in text)


def _escape(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if ord(character) in _PRINTABLE:
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i : i + 2].hex().upper()}" for i in range(0, len(units), 2))
