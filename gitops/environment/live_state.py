"""The live state of an environment, as a refresh-only plan shows it."""

import json
from pathlib import Path
from typing import Any

from gitops.adapters import parallel
from gitops.adapters.errors import Failure
from gitops.adapters.files import write_atomically
from gitops.environment.operations import OWNER_ONLY, OpenEnvironment


def read(environment: OpenEnvironment) -> dict[str, Path]:
    """Make a refresh-only plan of every declared stack; return stack -> its file in JSON.

    Raises:
        Failure: nothing of a stack was ever deployed, or Terraform failed.
    """
    with environment.report.step("refresh-only plan") as step:
        parallel.each(
            environment.declared,
            lambda stack: environment.terraform(stack).refresh_only_plan(
                environment.paths.live_plan(stack), step.say
            ),
        )
        written = {stack: _written(environment, stack) for stack in environment.declared}
        step.result = f"{len(written)} stacks"
    return written


def _written(environment: OpenEnvironment, stack: str) -> Path:
    shown = environment.terraform(stack).show(environment.paths.live_plan(stack))
    if not _knows_anything(shown):
        suffix = environment.record.suffix
        raise Failure(f"Nothing of {stack} is deployed; run gitops deploy --suffix {suffix}.")
    path = environment.paths.live_json(stack)
    # The live state may hold secrets, like a plan: only the owner may read it.
    write_atomically(path, json.dumps(shown, separators=(",", ":")).encode(), mode=OWNER_ONLY)
    return path


def _knows_anything(shown: dict[str, Any]) -> bool:
    """Whether the refreshed state holds any resource, or held one."""
    state = shown.get("prior_state", {}).get("values", {}).get("root_module", {})
    managed = [one for one in state.get("resources", ()) if one["mode"] == "managed"]
    return bool(managed or shown.get("resource_drift"))
