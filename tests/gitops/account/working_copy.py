"""A copy of the sources whose settings name an account that can be bootstrapped."""

import shutil
from pathlib import Path

from gitops.adapters.paths import ROOT

SOURCES = ("gitops", "lambda_src", "localcloud", "policies", "stacks")
FILES = ("cdktf.json", "environments.toml", ".terraform.lock.hcl", "pyproject.toml", "uv.lock")
SETTINGS = """
[bootstrap]
repository = "octo/pipelines"
owner_id = "123"
repository_id = "456"
state_bucket = "octo-states"
"""


def write(folder: Path) -> Path:
    """Write the copy into the folder, and return the folder."""
    for name in SOURCES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv-checkov").symlink_to(ROOT / ".venv-checkov")
    with (folder / "environments.toml").open("a") as file:
        file.write(SETTINGS)
    return folder
