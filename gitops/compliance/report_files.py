"""Reads what `gitops check` and the integration tests found from the files that they wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from gitops.adapters.errors import Failure
from gitops.compliance import plain_json
from gitops.compliance.result import Section

# What JUnit calls a test that did not pass.
FAULTS = ("failure", "error")


@dataclass(frozen=True)
class Integration:
    """How the integration tests of an environment ended; a skipped one did not run."""

    environment: str
    ran: int
    failed: Sequence[str]
    skipped: Sequence[str] = ()


def sections(path: Path) -> list[Section]:
    """What `gitops check` wrote as JSON; nothing if it did not run.

    Raises:
        Failure: the file is not of the shape that `gitops check` writes.
    """
    if not path.is_file():
        return []
    try:
        return plain_json.sections(json.loads(path.read_bytes()))
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise Failure(
            f"{path} is not a report of `gitops check` ({type(error).__name__}: {error});"
            " run it again."
        ) from error


def integration(environment: str, path: Path) -> Integration | None:
    """How the integration tests ended, from their JUnit file; None if they did not run.

    Raises:
        Failure: the file is not JUnit XML.
    """
    if not path.is_file():
        return None
    try:
        cases = list(ET.parse(path).getroot().iter("testcase"))  # noqa: S314 (our own pytest's)
    except ET.ParseError as error:
        raise Failure(f"{path} is not a JUnit report ({error}); run `gitops test`.") from error
    failed = _names(cases, *FAULTS)
    skipped = _names(cases, "skipped")
    return Integration(environment, len(cases) - len(skipped), failed, skipped)


def _names(cases: Sequence[ET.Element], *tags: str) -> list[str]:
    return [
        case.attrib.get("name", "?")
        for case in cases
        if any(case.find(tag) is not None for tag in tags)
    ]
