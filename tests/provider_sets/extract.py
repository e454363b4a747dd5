"""Reads the provider's schema with the real Terraform, and keeps the paths of its sets."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gitops.adapters.paths import PROVIDER_LOCK
from gitops.adapters.provider_mirror import PROVIDER, cli_config
from gitops.plans.provider_sets import DEEPEST

Document = Mapping[str, Any]
PROVIDERS = {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}}}


def schemas(folder: Path) -> Document:
    """The schema of every resource type of the locked provider. Takes some 15 s."""
    (folder / "main.tf.json").write_text(json.dumps(PROVIDERS))
    (folder / PROVIDER_LOCK.name).write_bytes(PROVIDER_LOCK.read_bytes())
    _terraform(folder, "init", "-input=false")
    shown = json.loads(_terraform(folder, "providers", "schema", "-json"))
    found: Document = shown["provider_schemas"][PROVIDER]["resource_schemas"]
    return found


def extract(resources: Document) -> str:
    """The data: a line for each type that has sets, with their paths."""
    found = {type_: sorted(set(_in_block(one["block"], ()))) for type_, one in resources.items()}
    lines = (
        f"{json.dumps(type_)}: {json.dumps(' '.join(paths))}"
        for type_, paths in sorted(found.items())
        if paths
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _in_block(block: Document, names: tuple[str, ...]) -> Iterator[str]:
    for name, one in block.get("attributes", {}).items():
        nested = one.get("nested_type")
        if nested:
            yield from _found(nested["nesting_mode"] == "set", (*names, name))
            yield from _in_block(nested, (*names, name))
        else:
            yield from _in_type(one["type"], (*names, name))
    for name, one in block.get("block_types", {}).items():
        yield from _found(one["nesting_mode"] == "set", (*names, name))
        yield from _in_block(one["block"], (*names, name))


def _in_type(type_: Any, names: tuple[str, ...]) -> Iterator[str]:
    if isinstance(type_, str):
        return
    kind, inner = type_
    yield from _found(kind == "set", names)
    if kind == "object":
        for name, one in inner.items():
            yield from _in_type(one, (*names, name))
    else:
        yield from _in_type(inner, names)


def _found(is_set: bool, names: tuple[str, ...]) -> Iterator[str]:  # noqa: FBT001 (private)
    if is_set and len(names) <= DEEPEST:
        yield ".".join(names)


def _terraform(folder: Path, *arguments: str) -> bytes:
    config = cli_config(folder / "terraform.rc")
    return subprocess.run(
        ["terraform", f"-chdir={folder}", *arguments],
        env={**os.environ, "TF_CLI_CONFIG_FILE": str(config)},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
