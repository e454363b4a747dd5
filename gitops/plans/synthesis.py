"""What the synthesized JSON knows of values that Terraform knows only after apply.

A policy with the ARN of a new queue is unknown as a whole; a reviewer wants to read it.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gitops.plans.changes import Change, Kind, StackPlan


def filled(plan: StackPlan, document: Mapping[str, Any]) -> StackPlan:
    """The plan whose changes know their blocks in the synthesized JSON of their stack."""
    found = ((change, block(change, document)) for change in plan.changes)
    changes = [replace(change, synthesized=one) if one else change for change, one in found]
    return replace(plan, changes=changes)


def block(change: Change, document: Mapping[str, Any]) -> dict[str, Any]:
    """The block of a resource or data source in the synthesized JSON; empty if it has none."""
    found: Any = document
    for key in ("data" if change.kind is Kind.READ else "resource", change.type, change.name):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}


def read(path: Path) -> dict[str, Any]:
    """The synthesized JSON of a stack; empty where there is none, as it only adds to a plan."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
