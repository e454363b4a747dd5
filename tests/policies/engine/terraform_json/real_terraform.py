"""Plans documents with the real Terraform; none of them needs a provider or the network."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gitops.adapters.provider_mirror import cli_config


def plan(folder: Path, document: str, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The values that Terraform plans for the outputs of the document."""
    (folder / "main.tf.json").write_text(document)
    variables = {**environ, "TF_CLI_CONFIG_FILE": str(cli_config(folder / "terraform.rc"))}

    def terraform(*arguments: str) -> str:
        command = ["terraform", *arguments]
        return subprocess.check_output(command, cwd=folder, env=variables, text=True)

    terraform("init", "-input=false")
    terraform("plan", "-input=false", "-lock=false", "-out=plan")
    outputs = json.loads(terraform("show", "-json", "plan"))["planned_values"].get("outputs", {})
    return {name: output.get("value") for name, output in outputs.items()}
