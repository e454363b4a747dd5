"""A copy of what git knows of the repository, for what must not touch the original."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What `make setup` builds beside .venv; git does not know it.
CHECKOV = ".venv-checkov"


def write(target: Path) -> Path:
    """Copy the tracked files into `target`, without anything that was built; return it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if not (ROOT / name).is_file():  # deleted, but not yet for git
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    (target / CHECKOV).symlink_to(ROOT / CHECKOV)
    return target
