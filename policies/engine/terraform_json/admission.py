"""What a document may hold, ours or a foreign one: by allow list, no more than a stack needs.

The gate and the admission of foreign synthesis ask the same; admission compares the blocks
`terraform` and `provider` with what it expects besides, where the gate has policies.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import chain, islice
from typing import Any

from policies.engine.terraform_json import adoption, local_files, own_blocks, templates
from policies.engine.terraform_json.fault import Fault, below, shown
from policies.engine.terraform_json.own_blocks import OwnBlocks
from policies.engine.terraform_json.parsing import MOST_FAULTS

BLOCKS = (
    *("//", "check", "data", "import", "moved", "output", "provider", "removed", "resource"),
    "terraform",
)
# They only say where the stack is, or write a policy from what stands in the document; all others
# read or run something (604 of them in 5.100.0). Each with its arguments.
DATA = {
    "aws_caller_identity": frozenset[str](),
    "aws_iam_policy_document": frozenset({"statement", "version"}),
    "aws_partition": frozenset[str](),
    "aws_region": frozenset[str](),
}
OUTPUT = {"//", "description", "sensitive", "value"}
CHECK = {"//", "assert", "data"}
ASSERTION = {"condition", "error_message"}
SWITCHES = {"create_before_destroy", "prevent_destroy"}
# What a policy finds fault with may be read: it changes nothing while Terraform plans.
LIFECYCLE = {*SWITCHES, "ignore_changes"}
# Terraform's own words in a resource, besides those that are checked: they run programs, choose
# another provider, or multiply what a policy sees once.
META = {"connection", "count", "dynamic", "for_each", "provider", "provisioner"}
ATTRIBUTE = re.compile(r"[a-z][a-z0-9_]{0,99}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,199}")
TYPE = re.compile(r"aws_[a-z0-9_]{1,99}")
COMMENT = "//"
NOT_NEEDED = "Leave it out; to admit it, change the allow list on the main branch first."
DECLARE_STATICALLY = "Name what the stack declares, as type.name."


def faults(
    document: Mapping[str, Any], own: OwnBlocks, granted: Collection[str] = ()
) -> list[Fault]:
    """Whatever Terraform must not get of a foreign document; the first fifty, in its order.

    `granted` are the addresses (`import.type.name[id]`, `removed.type.name`) that waivers accept.
    """
    found = [own.faults(document), _faults(document), adoption.not_granted(document, granted)]
    return list(islice(_chain(found), MOST_FAULTS))


def own_faults(document: Mapping[str, Any]) -> list[Fault]:
    """The same of a document of ours, whose policies evaluate backend, provider and adoptions."""
    return list(islice(_chain([own_blocks.unseen(document), _faults(document)]), MOST_FAULTS))


_chain = chain.from_iterable


def _faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    present = {name for name, value in document.items() if value is not None}
    for name in sorted(present - set(BLOCKS)):
        yield Fault(below("$", name), "this block of Terraform is not admitted", NOT_NEEDED)
    declared = frozenset(_declared(document))
    yield from _typed(document, "data", "$", partial(_data, declared))
    yield from _typed(document, "resource", "$", partial(_resource, declared))
    yield from _outputs(document.get("output") or {}, declared)
    yield from _checks(document.get("check") or {}, declared)
    yield from _moved(document.get("moved"))
    yield from adoption.faults(document)


def _declared(document: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of resources and data sources; what has no shape is refused elsewhere."""
    for block, prefix in (("resource", ""), ("data", "data.")):
        kinds = document.get(block)
        for kind, named in kinds.items() if isinstance(kinds, Mapping) else ():
            for name in named if isinstance(named, Mapping) else ():
                yield f"{prefix}{kind}.{name}"


Check = Callable[[str, Mapping[str, Any], str], Iterator[Fault]]


def _typed(document: Mapping[str, Any], block: str, above: str, check: Check) -> Iterator[Fault]:
    """Faults of a block with a type and a name, each body by `check`."""
    path = below(above, block)
    kinds = document.get(block) or {}
    for kind, named, at in _members(kinds, path):
        for name, body, place in _members(named, at):
            if not NAME.fullmatch(name):
                yield Fault(place, "it has no name of letters, digits, _ and -", "Rename it.")
            if isinstance(body, Mapping):
                yield from check(kind, body, place)
            else:
                yield _no_object(place)
        if not isinstance(named, Mapping):
            yield _no_object(at)
    if not isinstance(kinds, Mapping):
        yield _no_object(path)


def _members(raw: Any, path: str) -> Iterator[tuple[str, Any, str]]:
    for name, value in raw.items() if isinstance(raw, Mapping) else ():
        yield name, value, below(path, name)


def _no_object(path: str) -> Fault:
    return Fault(path, "it is not one object", "Write it as the synthesis does, as one object.")


def _data(
    declared: AbstractSet[str], kind: str, body: Mapping[str, Any], path: str
) -> Iterator[Fault]:
    if kind not in DATA:
        yield Fault(path, f"the data source {shown(kind)} is not admitted", NOT_NEEDED)
        return
    for name, value, at in _members(body, path):
        if name in DATA[kind]:
            yield from _value(value, at, declared)
        elif name != COMMENT:
            yield Fault(at, f"{kind} takes no such argument here", NOT_NEEDED)


def _resource(
    declared: AbstractSet[str], kind: str, body: Mapping[str, Any], path: str
) -> Iterator[Fault]:
    if not TYPE.fullmatch(kind):
        yield Fault(path, f"{shown(kind)} is no resource type of the provider aws", NOT_NEEDED)
    yield from local_files.faults(body, path)
    for name, value, at in _members(body, path):
        if value in (None, []) and name in {*META, "depends_on", "lifecycle"}:
            continue
        if name == "depends_on":
            yield from _depends_on(value, at, declared)
        elif name == "lifecycle":
            yield from _lifecycle(value, at)
        elif name in META or (name != COMMENT and not ATTRIBUTE.fullmatch(name)):
            yield Fault(at, "this argument of a resource is not admitted", NOT_NEEDED)
        elif name != COMMENT:
            yield from _value(value, at, declared)


def _depends_on(raw: Any, path: str, declared: AbstractSet[str]) -> Iterator[Fault]:
    if not isinstance(raw, list):
        yield Fault(path, "it is not a list", DECLARE_STATICALLY)
        return
    for number, address in enumerate(raw):
        if address not in declared if isinstance(address, str) else True:
            at = below(path, number)
            yield Fault(at, "it names nothing that this file declares", DECLARE_STATICALLY)


def _lifecycle(raw: Any, path: str) -> Iterator[Fault]:
    if not isinstance(raw, Mapping) or raw.keys() - LIFECYCLE:
        yield Fault(path, f"only {', '.join(sorted(LIFECYCLE))} are admitted", NOT_NEEDED)
        return
    for name, value, at in _members(raw, path):
        if name in SWITCHES and not isinstance(value, bool | None):
            yield Fault(at, "it must be true or false", "Write true or false.")
        if name not in SWITCHES and not _names_attributes(value):
            yield Fault(at, "it is not a list of attributes", "Name each attribute.")


def _names_attributes(raw: Any) -> bool:
    return raw is None or (
        isinstance(raw, list)
        and all(isinstance(one, str) and ATTRIBUTE.fullmatch(one) for one in raw)
    )


def _checks(checks: Any, declared: AbstractSet[str]) -> Iterator[Fault]:
    """A check has a data source of its own, which Terraform reads like all others."""
    if not isinstance(checks, Mapping):
        yield _no_object("$.check")
    for name, body, at in _members(checks, "$.check"):
        if not isinstance(body, Mapping) or body.keys() - CHECK or not NAME.fullmatch(name):
            yield Fault(at, "a check is an object with data and assert only", NOT_NEEDED)
            continue
        inside = declared | frozenset(_declared({"data": body.get("data")}))
        yield from _typed(body, "data", at, partial(_data, inside))
        asserted = body.get("assert")
        for number, one in enumerate(asserted if isinstance(asserted, list) else [asserted]):
            yield from _assertion(one, below(below(at, "assert"), number), inside)


def _assertion(one: Any, path: str, declared: AbstractSet[str]) -> Iterator[Fault]:
    if not isinstance(one, Mapping) or one.keys() != ASSERTION:
        yield Fault(path, "it is not condition and error_message", NOT_NEEDED)
        return
    for name, value, at in _members(one, path):
        if isinstance(value, str):
            yield from templates.faults(value, at, declared)
        else:
            yield Fault(at, f"{name} is no text", "Write one.")


def _outputs(outputs: Any, declared: AbstractSet[str]) -> Iterator[Fault]:
    if not isinstance(outputs, Mapping):
        yield _no_object("$.output")
    for name, body, at in _members(outputs, "$.output"):
        if not NAME.fullmatch(name):
            yield Fault(at, "it has no name of letters, digits, _ and -", "Rename it.")
        if not isinstance(body, Mapping) or body.keys() - OUTPUT or "value" not in body:
            allowed = ", ".join(sorted(OUTPUT - {COMMENT}))
            yield Fault(at, f"an output is an object with value, of {allowed} only", NOT_NEEDED)
        else:
            yield from _output(body, at, declared)


def _output(body: Mapping[str, Any], path: str, declared: AbstractSet[str]) -> Iterator[Fault]:
    yield from _value(body["value"], below(path, "value"), declared)
    if not isinstance(body.get("sensitive", False), bool):
        yield Fault(below(path, "sensitive"), "it must be true or false", "Write true or false.")
    description = body.get("description", "")
    if not isinstance(description, str) or templates.starts(description):
        yield Fault(below(path, "description"), "it is no plain text", "Write plain text.")


def _moved(moves: Any) -> Iterator[Fault]:
    listed = [] if moves is None else moves
    for number, move in enumerate(listed if isinstance(listed, list) else [listed]):
        match move:
            case {"from": str(old), "to": str(new), **others} if not others.keys() - {COMMENT}:
                if all(_is_address(address) for address in (old, new)):
                    continue
        yield Fault(f"$.moved[{number}]", "it is not from and to, each type.name", NOT_NEEDED)


def _is_address(text: str) -> bool:
    return text.startswith("aws_") and templates.ADDRESS.fullmatch(text) is not None


def _value(raw: Any, path: str, declared: AbstractSet[str]) -> Iterator[Fault]:
    """Faults anywhere in the value of an attribute."""
    if isinstance(raw, str):
        yield from templates.faults(raw, path, declared)
    elif isinstance(raw, list):
        for number, item in enumerate(raw):
            yield from _value(item, below(path, number), declared)
    for name, value, at in _members(raw, path):
        if templates.starts(name):
            yield Fault(at, "its name is a template", templates.ONLY_REFERENCES)
        if name == COMMENT:
            yield Fault(at, "within a value // is no comment for Terraform", "Leave it out.")
        if name == "dynamic":
            yield Fault(at, "blocks that are generated are not admitted", NOT_NEEDED)
        yield from _value(value, at, declared)
