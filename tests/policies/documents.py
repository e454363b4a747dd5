"""Small Terraform documents, and the smallest changes to them."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from policies.engine.card import ACCOUNT_STACKS
from policies.engine.stack import Stack
from policies.engine.synth import stack

STACK = "pipeline"
REMOVED = object()
# The tags of everything, besides the one of the environment.
TAGS = {
    "Application": "market-pipelines",
    "CostCenter": "trading-platform",
    "ManagedBy": "cdktf",
    "Team": "trading",
}

Resources = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Row:
    """A change to a document and the answers that differ from those on the unchanged one.

    `change` maps a dotted path (`aws_sqs_queue.dead.name`, `provider.aws`, a block) to a value;
    `answers` maps an address to the policy's words, or to None where it is not concerned.
    """

    name: str
    change: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """The proof of one policy: a compliant document and what each change makes of it."""

    resources: Resources
    compliant: tuple[str, ...]
    table: tuple[Row, ...]


def document(resources: Resources, suffix: object = "dev") -> dict[str, Any]:
    """A document as CDKTF writes it, for the environment `suffix`."""
    return {
        "provider": {
            "aws": [
                {
                    "default_tags": [{"tags": {**TAGS, "Environment": suffix}}],
                    "region": "us-east-1",
                }
            ]
        },
        "resource": deepcopy(dict(resources)),
        "terraform": {
            "backend": {"local": {"path": f"../../../state/{suffix}/{STACK}.tfstate"}},
            "required_providers": {"aws": {"source": "aws", "version": "5.100.0"}},
        },
    }


def changed(resources: Resources, change: Mapping[str, Any], name: str = STACK) -> Stack:
    """The stack of that name, of the document with every change made to it."""
    made = document(resources, "account" if name in ACCOUNT_STACKS else "dev")
    for path, value in change.items():
        *steps, last = path.split(".")
        outside = not path.startswith("aws_")
        place = made if outside else made["resource"]
        for step in steps:
            place = place.setdefault(step, {})
        if value is REMOVED:
            del place[last]
        else:
            place[last] = value
    return stack(name, made)
