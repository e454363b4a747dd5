"""Stacks that the record of an environment lists and the code declares no more.

Terraform gets for them a stack that declares nothing, so that its plan is to destroy what is
deployed of it.
"""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gitops.adapters.cloud import Cloud
from gitops.adapters.paths import EnvironmentPaths
from gitops.adapters.terraform import Terraform
from gitops.environment import synthesis
from gitops.environment.record import Record
from policies.engine.resource import Resource
from policies.engine.synth import DOCUMENT


def write(record: Record, declared: Sequence[str], *, local: bool) -> list[str]:
    """Write what Terraform needs for each such stack; return their names.

    Raises:
        Failure: the app refused or failed.
    """
    stacks = sorted(set(record.stacks or ()) - set(declared))
    folder = EnvironmentPaths(record.suffix).undeclared
    for path in folder.glob("stacks/*"):
        if path.name not in stacks:
            shutil.rmtree(path)
    if stacks:
        synthesis.empty(record.suffix, stacks, folder, local=local)
    return stacks


def emptied(suffix: str, stacks: Sequence[str], cloud: Cloud) -> dict[str, Terraform]:
    """Terraform over the states of these stacks, with nothing declared, initialized.

    Raises:
        Failure: the app refused or failed, or a backend did.
    """
    paths = EnvironmentPaths(suffix)
    folder = paths.home / "removal"
    if stacks:
        synthesis.empty(suffix, stacks, folder, local=cloud.is_local)
    tools = {
        stack: Terraform(
            folder / "stacks" / stack, cloud.environ(), paths.logs / f"removal-{stack}.log"
        )
        for stack in stacks
    }
    for tool in tools.values():
        tool.init()
    return tools


def backend(tool: Terraform) -> dict[str, Any]:
    """The backend of an emptied stack."""
    block: dict[str, Any] = json.loads((tool.folder / DOCUMENT).read_bytes())["terraform"]
    return dict(block["backend"])


@contextmanager
def declaring(folder: Path, addresses: Sequence[str]) -> Iterator[None]:
    """Declare these addresses in an emptied stack, without arguments.

    An import asks for no more: docs/claims.md#blank-import
    """
    file = folder / DOCUMENT
    before = file.read_bytes()
    resources: dict[str, dict[str, Any]] = {}
    for address in addresses:
        kind, _, label = address.partition(".")
        resources.setdefault(kind, {})[label] = {}
    file.write_text(json.dumps({**json.loads(before), "resource": resources}))
    try:
        yield
    finally:
        file.write_bytes(before)


def held(stack: str, tool: Terraform) -> list[Resource]:
    """What the state of a stack holds, with the values by which a scan finds it."""
    module = tool.state().get("values", {}).get("root_module", {})
    return [
        Resource(stack, each["type"], each["name"], _plain(each["type"], each["values"]))
        for each in module.get("resources", ())
        if each["mode"] == "managed"
    ]


def _plain(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    """A mapping names its function by ARN once it is there."""
    if kind != "aws_lambda_event_source_mapping":
        return values
    return {**values, "function_name": str(values["function_name"]).rsplit(":", maxsplit=1)[-1]}
