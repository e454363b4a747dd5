"""The CDKTF CLI, from npm, must synthesize the same bytes as `python -m stacks`.

The CLI is not needed for anything else, so it is no dependency: npm fetches it into `build/`.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

from gitops.adapters.package import package
from gitops.adapters.paths import BUILD, ROOT

CLI = "cdktf-cli@0.21.0"
BINARIES = Path(sys.executable).parent
# No update check, no crash reports, no questions.
ENVIRON = {
    **os.environ,
    "PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}",
    "CHECKPOINT_DISABLE": "1",
    "CI": "1",
}


def main() -> int:
    """Synthesize both ways; return 1 when any file differs."""
    home = BUILD / "cdktf-cli"
    home.mkdir(parents=True, exist_ok=True)
    package()
    _run(["npm", "install", "--prefix", str(home), "--no-fund", "--no-audit", "--silent", CLI])
    cli, own = home / "out", home / "own"
    # What is current already would be left as it is, and prove nothing.
    for folder in (cli, own):
        shutil.rmtree(folder, ignore_errors=True)
    _run([str(home / "node_modules" / ".bin" / "cdktf"), "synth", "--output", str(cli)])
    _run([sys.executable, "-m", "stacks"], CDKTF_OUTDIR=str(own))
    different = [
        file.name for file in _documents(own) if not _same(file, cli / file.relative_to(own))
    ]
    print(f"different: {different}" if different else "the CDKTF CLI synthesizes the same bytes")
    return 1 if different else 0


def _documents(folder: Path) -> list[Path]:
    found = sorted(folder.rglob("cdk.tf.json"))
    if not found:
        raise RuntimeError(f"nothing was synthesized in {folder}")
    return found


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _run(argv: list[str], **environ: str) -> None:
    subprocess.run(argv, cwd=ROOT, env={**ENVIRON, **environ}, check=True)


if __name__ == "__main__":
    sys.exit(main())
