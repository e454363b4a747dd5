"""Where a text becomes code: the templates of Terraform, of which only references are admitted.

Every string and every object key of Terraform JSON is a template. A function call in one reads
files and variables of the machine that plans (`${file("/proc/self/environ")}`). So nothing is
searched for: a template must be one whole reference to something of the same document.
See https://developer.hashicorp.com/terraform/language/expressions/strings.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from policies.engine.terraform_json.fault import Fault, shown

# `$${` and `%%{` are how a template spells `${` and `%{`; `$%{` and `%${` escape nothing.
START = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
REFERENCE = re.compile(
    r"\$\{(?P<address>(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*)"
    r"(?:\.[a-z_][a-z0-9_]*|\[[0-9]{1,4}\])+\}"
)
# The same without path and braces, as in `depends_on`.
ADDRESS = re.compile(r"(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*")
ONLY_REFERENCES = (
    "Use ${type.name.attribute} of the same stack only; compute everything else in the synthesis."
)


def starts(text: str) -> bool:
    """Whether Terraform would evaluate anything in the text."""
    return START.search(text) is not None


def faults(text: str, path: str, declared: AbstractSet[str]) -> Iterator[Fault]:
    """What in a text at `path` is a template, but no reference to a `declared` address."""
    for start in START.finditer(text):
        reference = REFERENCE.match(text, start.start())
        if reference is None:
            excerpt = shown(text[start.start() : start.start() + 60])
            yield Fault(path, f"the template {excerpt} is no plain reference", ONLY_REFERENCES)
            return
        if reference["address"] not in declared:
            named = shown(reference["address"])
            yield Fault(path, f"{named} is not declared in this file", ONLY_REFERENCES)
