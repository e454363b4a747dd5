"""A change that somebody makes to the stacks, with the verdict that was written before it ran."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Stack -> its Terraform JSON, as the app writes it; a change works on a copy.
Documents = dict[str, dict[str, Any]]
Apply = Callable[[Documents], None]


@dataclass(frozen=True)
class Change:
    """`findings` are the ids of exactly the policies that fail; none for a change that is right.

    `refused` are words of the gate, where it takes the stacks at all.
    """

    name: str
    apply: Apply
    findings: frozenset[str] = frozenset()
    refused: str = ""


def right(name: str, *steps: Apply) -> Change:
    """A change in which nothing is found."""
    return Change(name, _all(steps))


def wrong(name: str, findings: str, *steps: Apply) -> Change:
    """A change in which exactly these policies find something; their ids with spaces between."""
    return Change(name, _all(steps), frozenset(findings.split()))


def refused(name: str, words: str, *steps: Apply) -> Change:
    """A change that the gate does not take, with these words in its sentence."""
    return Change(name, _all(steps), refused=words)


def put(stack: str, path: str, value: Any) -> Apply:
    """Writes a value at a path below a stack's document, `resource/aws_sqs_queue/q/name`.

    What is missing on the way is made; a number is the place in a list, and `+` adds to a list.
    """

    def apply(documents: Documents) -> None:
        *steps, last = path.split("/")
        place: Any = documents[stack]
        for step in steps:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        if last == "+":
            place.append(value)
        elif isinstance(place, list):
            place[int(last)] = value
        else:
            place[last] = value

    return apply


def drop(stack: str, path: str) -> Apply:
    """Takes away what stands at a path below a stack's document."""

    def apply(documents: Documents) -> None:
        *steps, last = path.split("/")
        place: Any = documents[stack]
        for step in steps:
            place = place[int(step) if isinstance(place, list) else step]
        del place[int(last) if isinstance(place, list) else last]

    return apply


def reword(stack: str, old: str, new: str) -> Apply:
    """Replaces a text wherever it stands in a stack: in names, keys, references and policies."""

    def apply(documents: Documents) -> None:
        text = json.dumps(documents[stack])
        assert old in text
        documents[stack] = json.loads(text.replace(old, new))

    return apply


def _all(steps: tuple[Apply, ...]) -> Apply:
    def apply(documents: Documents) -> None:
        for step in steps:
            step(documents)

    return apply
