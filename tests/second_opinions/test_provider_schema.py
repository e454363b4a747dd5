"""The tables made from the provider's schema say what the locked provider itself says."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.paths import BUILD
from gitops.adapters.provider_mirror import cli_config
from gitops.adapters.terraform import Terraform, executable
from gitops.plans import set_order
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


def _rows(table: Path) -> dict[str, list[str]]:
    return {first: rest for first, *rest in map(str.split, table.read_text().splitlines())}
