"""Policy documents of IAM and of resources, in one form whatever way they are written.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html

A reference becomes the address that it leads to (`aws_sqs_queue.dead.arn`); what stands for the
account or the partition becomes `<account>` and `<partition>`. Thereby a document reads the same
before and after the deployment.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policies import COMPLIANT, Compliant, Known, Resource, Stack, Undecided, Violation
from policies.engine import terraform

VERSION = "2012-10-17"
ACCOUNT, PARTITION = "<account>", "<partition>"
ROOT = f"arn:{PARTITION}:iam::{ACCOUNT}:root"
# Data source and attribute -> what it stands for, and in which field of an ARN.
STANDS_FOR = {
    ("aws_partition", "partition"): (PARTITION, 1),
    ("aws_caller_identity", "account_id"): (ACCOUNT, 4),
}
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
ELEMENTS = {"Version", "Id", "Statement"}
# A statement with NotAction, NotResource or NotPrincipal allows whatever AWS invents tomorrow.
KEYS = {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
Words = frozenset[str]


@dataclass(frozen=True)
class Statement:
    """One statement; principals as (kind, name), conditions as (operator, key, values)."""

    effect: str
    actions: Words
    resources: Words = frozenset()
    principals: frozenset[tuple[str, str]] = frozenset()
    conditions: frozenset[tuple[str, str, Words]] = frozenset()

    def __str__(self) -> str:
        return _listed(self.terms())

    def terms(self) -> Words:
        """What the statement says, in single words."""
        return frozenset(
            {
                self.effect,
                *self.actions,
                *(f"on {name}" for name in self.resources),
                *(
                    f"if {key} {operator} {value}"
                    for operator, key, values in self.conditions
                    for value in values
                ),
            }
        )

    @property
    def who(self) -> str:
        """The principals by name; `the role` where the document names none."""
        return _listed(name for _, name in self.principals) or "the role"


class _Unreadable(Exception):
    """Carries what every policy answers about a document that cannot be read."""

    def __init__(self, outcome: Violation | Undecided) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


def statements(
    resource: Resource, attribute: str, stack: Stack
) -> list[Statement] | Violation | Undecided:
    """The statements of the document in `attribute`, or what to answer if it cannot be read."""
    raw = resource.values.get(attribute, resource.undeclared.get(attribute))
    try:
        return [_statement(one, attribute, stack) for one in _blocks(raw, attribute)]
    except _Unreadable as unreadable:
        return unreadable.outcome


def all_statements(
    policies: Iterable[Resource], stack: Stack
) -> list[Statement] | Violation | Undecided:
    """The statements of all of the policies, or what to answer if one cannot be read."""
    found: list[Statement] = []
    for policy in policies:
        read = statements(policy, "policy", stack)
        if not isinstance(read, list):
            return read
        found += read
    return found


def exactly(found: Sequence[Statement], wanted: Sequence[Statement]) -> Compliant | Violation:
    """Compliant if both say the same; else what one principal has, and what it should have."""
    strange = [one for one in found if one not in wanted]
    lacking = [one for one in wanted if one not in found]
    for one in [*strange, *lacking]:
        has = next((other.terms() for other in strange if other.who == one.who), frozenset())
        should = next((other.terms() for other in lacking if other.who == one.who), frozenset())
        surplus = _listed(has - should) or "nothing"
        return Violation(f"for {one.who}: {surplus}", _listed(should - has) or "nothing more")
    return COMPLIANT


def spelled(found: Sequence[Statement], named: Iterable[tuple[Resource, str]]) -> Words:
    """The ARNs of the resources as the conditions spell them: by reference, or else literally.

    A document that was changed by hand is read back with references for the ARNs of the stack.
    """
    words = {value for one in found for _, _, values in one.conditions for value in values}
    references = ((f"{one.address}.arn", literal) for one, literal in named)
    return frozenset(name if name in words else literal for name, literal in references)


def neutral(text: str, stack: Stack) -> str | None:
    """The text with its references followed; None if it holds more than text and references."""
    parts = terraform.parts(text)
    if parts is None:
        return None
    joined = "".join(p if isinstance(p, str) else _followed(p, stack) for p in parts)
    known = _known_words(stack)
    if joined.startswith("arn:aws:") and (PARTITION, 1) not in known.values():
        # The one partition that has the region of every stack.
        joined = f"arn:{PARTITION}:{joined.removeprefix('arn:aws:')}"
    for word, (stands_for, field) in known.items():
        fields = joined.split(":")
        if joined == word:
            joined = stands_for
        elif fields[0] == "arn" and len(fields) > field and fields[field] == word:
            joined = ":".join([*fields[:field], stands_for, *fields[field + 1 :]])
    return joined


def arn(stack: Stack, service: str, name: str) -> str:
    """The ARN of something of the stack's account and region, as statements show it."""
    return f"arn:{PARTITION}:{service}:{region(stack)}:{ACCOUNT}:{name}"


def region(stack: Stack) -> str:
    """The region of the stack's AWS providers, or a word that is none."""
    regions = {str(provider.get("region")) for provider in stack.providers}
    return regions.pop() if len(regions) == 1 else "<region>"


def _blocks(raw: Any, attribute: str) -> list[Mapping[str, Any]]:
    if raw is None:
        raise _Unreadable(Violation(f"no {attribute}", "a policy document"))
    try:
        document = json.loads(raw)
        blocks = document["Statement"]
    except (ValueError, TypeError, KeyError):
        if isinstance(raw, str) and "${" in raw:
            why = f"{attribute}: the expression {raw} is not a readable document"
            raise _Unreadable(Undecided(why, attribute)) from None
        raise _Unreadable(Violation(f"{attribute} = {raw!r}", "a policy document")) from None
    if strange := sorted(set(document) - ELEMENTS):
        found = f"{_listed(strange)} in {attribute}"
        raise _Unreadable(Violation(found, f"only {_listed(ELEMENTS)}"))
    if document.get("Version") != VERSION:
        found = f"{attribute} of version {document.get('Version')}"
        raise _Unreadable(Violation(found, f"version {VERSION}"))
    blocks = blocks if isinstance(blocks, list) else [blocks]
    if not blocks or not all(isinstance(block, dict) for block in blocks):
        raise _Unreadable(Violation(f"{attribute} without statements", "statements"))
    return blocks


def _statement(block: Mapping[str, Any], attribute: str, stack: Stack) -> Statement:
    if strange := sorted(set(block) - KEYS):
        found = f"{_listed(strange)} in {attribute}"
        raise _Unreadable(Violation(found, f"only {_listed(KEYS)}"))
    if block.get("Effect") not in ("Allow", "Deny"):
        found = f"a statement of {attribute} with effect {block.get('Effect')}"
        raise _Unreadable(Violation(found, "Allow or Deny"))
    principal, condition = block.get("Principal", {}), block.get("Condition", {})
    principal = principal if isinstance(principal, dict) else {"AWS": principal}
    conditions = [
        (operator, key, _words(values, attribute, stack))
        for operator, keys in _object(condition, attribute).items()
        for key, values in _object(keys, attribute).items()
    ]
    return Statement(
        block["Effect"],
        _words(block.get("Action"), attribute, stack),
        _words(block["Resource"], attribute, stack) if "Resource" in block else frozenset(),
        frozenset(
            (kind, name)
            for kind, names in principal.items()
            for name in map(_whole, _words(names, attribute, stack))
        ),
        frozenset(conditions),
    )


def _whole(principal: str) -> str:
    """The account's id alone means the account, which is its root."""
    return ROOT if principal == ACCOUNT else principal


def _object(raw: Any, attribute: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise _Unreadable(Violation(f"{attribute} with the condition {raw!r}", "an object"))
    return raw


def _words(raw: Any, attribute: str, stack: Stack) -> Words:
    texts = raw if isinstance(raw, list) else [raw]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        found = f"{raw!r} in {attribute}"
        raise _Unreadable(Violation(found, "a string, or a non-empty list of strings"))
    if len(set(texts)) < len(texts):
        raise _Unreadable(Violation(f"{raw!r} in {attribute}", "each value once"))
    return frozenset(_word(text, attribute, stack) for text in texts)


def _word(text: str, attribute: str, stack: Stack) -> str:
    word = neutral(text, stack)
    if word is None:
        why = f"{attribute}: the expression {text} is more than strings and references"
        raise _Unreadable(Undecided(why, attribute))
    return word


def _followed(reference: terraform.Reference, stack: Stack) -> str:
    kind, _, _ = reference.address.removeprefix("data.").partition(".")
    stands_for = STANDS_FOR.get((kind, str(reference.path[0])))
    if stands_for and reference.address.startswith("data."):
        return stands_for[0]
    target = stack.find(reference.address)
    if target and reference.path[0] in target.values:
        value = stack.value(target, *reference.path)
        if isinstance(value, Known):
            return terraform.as_text(value.value)
    return str(reference)


@lru_cache(maxsize=8)
def _known_words(stack: Stack) -> dict[str, tuple[str, int]]:
    """What the data sources of the stack were found to hold -> what it stands for."""
    return {
        str(one.values[attribute]): stands_for
        for one in stack.data
        for (kind, attribute), stands_for in STANDS_FOR.items()
        if one.type == f"data.{kind}" and attribute in one.values
    }


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))
