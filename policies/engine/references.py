"""References that cannot work: they lead in a circle, or change the JSON in which they stand."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from policies.engine import terraform
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Computed, Known, Unknown

# With these a text leaves the string of JSON into which Terraform puts it.
ENDS_STRING = ('"', "\\")
# What is computed and holds texts of the stack all the same: the tags, and a policy in JSON.
ALL_TAGS = "tags_all"
WHOLE_DOCUMENTS = ("json", "minified_json")


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

    For resources without circles. Policies read the JSON as it is written; Terraform first
    replaces the references, unquoted.
    """
    return [
        f"{resource.address} puts {reference} into JSON, and that may end the string it stands in"
        for resource in stack.resources
        for text in _json_texts(resource.values)
        for reference in terraform.references(text)
        if not _stays(reference, stack)
    ]


def _json_texts(raw: Any) -> Iterator[str]:
    return (text for text in _texts(raw) if text.lstrip()[:1] in ("{", "["))


def _texts(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, list | dict):
        for item in raw if isinstance(raw, list) else raw.values():
            yield from _texts(item)


def _stays(reference: terraform.Reference, stack: Stack) -> bool:
    """Whether it leads to a plain text of the stack, or to an attribute that AWS fills in."""
    target = stack.find(reference.address)
    if target is None:
        return reference.path[0] not in WHOLE_DOCUMENTS
    match stack.value(target, *reference.path):
        case Known(value):
            return _is_plain(terraform.as_text(value))
        case Unknown():
            written = list(_texts(target.values.get(str(reference.path[0]))))
            inner = terraform.references(written)
            return all(map(_is_plain, written)) and all(_stays(one, stack) for one in inner)
        case Computed(_, attribute):
            return not attribute.startswith(ALL_TAGS)
    return reference.path[0] != ALL_TAGS


def _is_plain(text: str) -> bool:
    return not any(mark in text for mark in ENDS_STRING)
