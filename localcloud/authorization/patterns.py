"""IAM's wildcards and policy variables.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

Context = Mapping[str, str | Sequence[str]]

ARN_PARTS = 6
_VARIABLE = re.compile(r"\$\{([^},]+)(?:,\s*'([^']*)')?\}")
# What `${*}`, `${?}` and `${$}` stand for: the character itself, not a wildcard.
_LITERALS = {"*": "\0", "?": "\1", "$": "$"}


class Unresolved(Exception):
    """A variable has no value in the request, so its statement does not match."""


def glob(pattern: str, text: str) -> bool:
    """Whether `*` (any characters) and `?` (one) of the pattern cover the whole text."""
    return _compiled(pattern).fullmatch(text) is not None


def arn_glob(pattern: str, arn: str) -> bool:
    """The same for ARNs: each of the six parts is compared by itself, as ArnLike does."""
    wanted, found = pattern.split(":", ARN_PARTS - 1), arn.split(":", ARN_PARTS - 1)
    if len(wanted) != len(found):
        return False
    return all(glob(one, other) for one, other in zip(wanted, found, strict=True))


def value_of(context: Context, key: str) -> str | Sequence[str] | None:
    """The value of a condition key; key names ignore case, tag names in them, too.

    The names in the context are in lower case.
    """
    return context.get(key.lower())


def is_among(key: str, keys: frozenset[str]) -> bool:
    """Whether the key is one of `keys`, or begins with one of their prefixes."""
    wanted = key.lower()
    return wanted in keys or any(wanted.startswith(each) for each in keys if each[-1] in "/:")


def substitute(text: str, context: Context) -> str:
    """The text with its policy variables replaced.

    Raises:
        Unresolved: the request lacks a variable, and the text names no default.
    """

    def found(variable: re.Match[str]) -> str:
        name, default = variable.group(1), variable.group(2)
        if name in _LITERALS:
            return _LITERALS[name]
        value = value_of(context, name)
        if isinstance(value, str):
            return value
        if default is None:
            raise Unresolved(name)
        return default

    return _VARIABLE.sub(found, text)


def literal(text: str) -> str:
    """The text as it is compared where there are no wildcards."""
    return text.replace("\0", "*").replace("\1", "?")


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": ".", "\0": r"\*", "\1": r"\?"}
    return re.compile("".join(parts.get(each, re.escape(each)) for each in pattern), re.DOTALL)
