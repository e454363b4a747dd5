"""References that cannot work: they lead in a circle, or change the JSON in which they stand."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from policies.engine import terraform
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known

# With these a text leaves the string of JSON into which Terraform puts it.
ENDS_STRING = ('"', "\\")


def circles(resources: Sequence[Resource]) -> list[str]:
    """One sentence for a circle of references and dependencies, if there is any."""
    needs = {resource.address: sorted(_needed(resource)) for resource in resources}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        # graphlib goes round against the arrows.
        return [f"references form a cycle: {' -> '.join(reversed(error.args[1]))}"]
    return []


def _needed(resource: Resource) -> set[str]:
    """The addresses that the resource refers to or depends on."""
    referred = {reference.address for reference in terraform.references(resource.values)}
    return referred | set(resource.values.get("depends_on") or ())


def escapes(stack: Stack) -> list[str]:
    """One sentence for each reference in a JSON text whose value could add to that JSON.

    Policies read the JSON as it is written; Terraform first replaces the references, unquoted.
    """
    return [
        f"{resource.address} puts {reference} into JSON, and that may end the string it stands in"
        for resource in stack.resources
        for text in _json_texts(resource.values)
        for reference in terraform.references(text)
        if not _stays(reference, stack)
    ]


def _json_texts(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield from [raw] if raw.lstrip()[:1] in ("{", "[") else []
    elif isinstance(raw, list | dict):
        for item in raw if isinstance(raw, list) else raw.values():
            yield from _json_texts(item)


def _stays(reference: terraform.Reference, stack: Stack) -> bool:
    """Whether it leads to a plain text of the stack, or to one attribute that AWS fills in."""
    target = stack.find(reference.address)
    value = stack.value(target, *reference.path) if target else None
    if isinstance(value, Known):
        return not any(mark in terraform.as_text(value.value) for mark in ENDS_STRING)
    return len(reference.path) == 1
