"""The tables made from the provider's schema say what the locked provider itself says."""

import fnmatch
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.paths import BUILD
from gitops.adapters.provider_mirror import cli_config
from gitops.adapters.terraform import Terraform, executable
from gitops.plans import set_order
from gitops.plans.danger_table import table
from policies.aws import sensitive_attributes
from policies.engine.terraform_json.own_blocks import SOURCE

VERSION = set_order.provider_version()


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("schema")
    provider = {"aws": {"source": SOURCE, "version": VERSION}}
    (folder / "main.tf.json").write_text(
        json.dumps({"terraform": {"required_providers": provider}})
    )
    Terraform(folder, dict(os.environ), folder / "init.log").init()
    argv = [executable(), "providers", "schema", "-json"]
    environ = {**os.environ, "TF_CLI_CONFIG_FILE": str(cli_config(BUILD / "terraform.rc"))}
    shown = subprocess.run(argv, cwd=folder, env=environ, capture_output=True, check=True).stdout
    found: dict[str, Any] = json.loads(shown)
    return found


@pytest.mark.parametrize("module", [set_order, sensitive_attributes], ids=lambda one: one.__name__)
def test_the_table_is_what_the_schema_says(module: Any, schema: dict[str, Any]) -> None:
    assert _rows(module.TABLE) == {"version": [VERSION], **module.from_schema(schema)}


# Of documents in texts, here of an OpenAPI document.
IN_TEXTS = {"security", "securityschemes"}


def test_the_provider_has_each_type_and_attribute_of_the_danger_table(
    schema: dict[str, Any],
) -> None:
    (provider,) = schema["provider_schemas"].values()
    types = {one: set(_names(each["block"])) for one, each in provider["resource_schemas"].items()}
    patterns = [pattern for one in table()["class"] for pattern in one["attributes"]]
    known = {pattern for pattern in patterns if _matches(pattern, types)} | IN_TEXTS
    listed = [*table()["types"], *table()["protections"]]

    assert set(patterns) - known == set()
    assert [one for one in listed if not fnmatch.filter(types, one)] == []


def _matches(pattern: str, types: dict[str, set[str]]) -> bool:
    type_, _, name = pattern.rpartition(".")
    return any(fnmatch.filter(types[one], name) for one in fnmatch.filter(types, type_ or "*"))


def _names(block: Any) -> Iterator[str]:
    """The names of all attributes in a block, those of objects in attributes included."""
    if isinstance(block, list):
        for one in block:
            yield from _names(one)
    elif isinstance(block, dict):
        for name, one in block.items():
            if name not in ("attributes", "block_types", "block", "type"):
                yield name
            yield from _names(one)


def _rows(table: Path) -> dict[str, list[str]]:
    return {first: rest for first, *rest in map(str.split, table.read_text().splitlines())}
