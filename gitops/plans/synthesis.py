"""What the synthesized JSON knows of values that Terraform knows only after apply.

A policy with the ARN of a new queue is unknown as a whole; a reviewer wants to read it.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gitops.plans.changes import StackPlan


def filled(plan: StackPlan, document: Mapping[str, Any]) -> StackPlan:
    """The plan whose changes know their blocks in the synthesized JSON of their stack."""
    declared = document.get("resource")
    blocks = declared if isinstance(declared, dict) else {}
    changes = []
    for change in plan.changes:
        found = blocks.get(change.type)
        block = found.get(change.address.partition(".")[2]) if isinstance(found, dict) else None
        changes.append(replace(change, synthesized=block) if isinstance(block, dict) else change)
    return replace(plan, changes=changes)


def read(path: Path) -> dict[str, Any]:
    """The synthesized JSON of a stack; empty where there is none, as it only adds to a plan."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
