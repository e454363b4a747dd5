"""Computes the two functions that CDKTF writes into names: `join` and `format`.

Of texts and references they make a text with references, which Terraform evaluates to the same
(https://developer.hashicorp.com/terraform/language/functions/join). Whatever else stands in a
template stays as it is, and is refused as no plain reference.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from policies.engine.terraform_json import templates

# One argument: a text without templates, a number, or a reference; of a list, only its brackets.
TEXT = r'"(?:[^"\\$%]|\\["\\])*"'
# As Terraform writes a number: neither 007 nor -0.
NUMBER = r"(?:0|-?[1-9][0-9]{0,17})"
REFERENCE = templates.REFERENCE.pattern.removeprefix(r"\$\{").removesuffix(r"\}")
REFERENCE = REFERENCE.replace("?P<address>", "?:")
ITEM = rf"(?:{TEXT}|{NUMBER}|{REFERENCE})"
ITEMS = rf"{ITEM}(?:,\s*{ITEM})*"
JOIN = re.compile(rf"\$\{{join\((?P<glue>{TEXT}),\s*\[(?P<joined>{ITEMS})\]\)\}}")
FORMAT = re.compile(rf'\$\{{format\((?P<form>"(?:[^"\\$]|\\["\\])*")(?:,\s*(?P<put>{ITEMS}))?\)\}}')
EACH = re.compile(ITEM)
VERB = re.compile(r"%[%sd]")
LONGEST = 10_000


def folded(raw: Any) -> Any:
    """The JSON value with every `join` and `format` of texts and references computed."""
    if isinstance(raw, str):
        return _folded(raw) if "${" in raw and len(raw) <= LONGEST else raw
    if isinstance(raw, list):
        return [folded(item) for item in raw]
    if isinstance(raw, Mapping):
        return {name: folded(value) for name, value in raw.items()}
    return raw


def _folded(text: str) -> str:
    joined = JOIN.sub(_join, text) if "join(" in text else text
    computed = FORMAT.sub(_format, joined) if "format(" in joined else joined
    # `parsing` has looked into no JSON that is only computed here.
    return text if computed.lstrip()[:1] in ("{", "[") else computed


def _join(call: re.Match[str]) -> str:
    if _is_escaped(call):
        return call.group()
    return _written(call["glue"]).join(map(_written, EACH.findall(call["joined"])))


def _format(call: re.Match[str]) -> str:
    form, items = _written(call["form"]), EACH.findall(call["put"] or "")
    verbs = [verb for verb in VERB.findall(form) if verb != "%%"]
    if _is_escaped(call) or not _fits(verbs, items) or "%" in VERB.sub("", form):
        return call.group()
    numbers = iter(items)
    return VERB.sub(
        lambda verb: "%" if verb.group() == "%%" else _written(next(numbers)), form
    ).replace("%{", "%%{")


def _fits(verbs: Sequence[str], items: Sequence[str]) -> bool:
    """Whether each verb writes its item as it stands; of "012", `%d` makes 12."""
    return len(verbs) == len(items) and all(
        verb == "%s" or re.fullmatch(NUMBER, item) for verb, item in zip(verbs, items, strict=True)
    )


def _is_escaped(call: re.Match[str]) -> bool:
    """Whether `$${` stands there, which is text."""
    return call.string[max(0, call.start() - 1) : call.start()] == "$"


def _written(item: str) -> str:
    """The item as it stands in a template."""
    if item.startswith('"'):
        return re.sub(r"\\(.)", r"\1", item[1:-1])
    return item if re.fullmatch(NUMBER, item) else f"${{{item}}}"
