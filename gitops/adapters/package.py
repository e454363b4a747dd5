"""Builds the deployment archive of every Lambda function, byte for byte reproducible."""

import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import ARTIFACTS
from gitops.adapters.project import project

SHARED = "shared"

# The first instant that a zip archive can hold: a build date would make every build a new artifact.
EPOCH = (1980, 1, 1, 0, 0, 0)
READABLE_BY_ALL = 0o100644 << 16
MADE_ON_UNIX = 3


def package(target: Path = ARTIFACTS, source: Path | None = None) -> dict[str, Path]:
    """Write `<function>.zip` for every function below `source`; return function -> archive.

    Without a `source` it is the project's folder of functions.

    The same source gives the same bytes on any machine and at any time, so that a plan never
    shows a change of code where there is none. An archive holds Python sources only: the SDK and
    the runtime client come from the managed runtime. The archive of a function that is no more
    is deleted: no stack may deploy it.

    Raises:
        Refusal: the project's folder does not exist.
    """
    source = source or _project_functions()
    target.mkdir(parents=True, exist_ok=True)
    written = {name: _write(target, name, source) for name in functions(source)}
    for stale in set(target.glob("*.zip")) - set(written.values()):
        stale.unlink(missing_ok=True)
    return written


def _project_functions() -> Path:
    found = project().functions
    if not found.is_dir():
        raise Refusal(f"{found} does not exist; [tool.gitops] names it as `functions`.")
    return found


def functions(source: Path | None = None) -> list[str]:
    """The deployable functions: the packages of `source` that have a handler."""
    source = source or project().functions
    return sorted(folder.parent.name.replace("_", "-") for folder in source.glob("*/handler.py"))


def _write(target: Path, function: str, source: Path) -> Path:
    path = target / f"{function}.zip"
    content = archive(_members(source, function.replace("-", "_")))
    write_atomically(path, content)
    return path


def _members(source: Path, package_name: str) -> dict[str, bytes]:
    """Path in the archive -> content: the function, what all functions share, and their root."""
    files: Iterable[Path] = [
        source / "__init__.py",
        *(source / SHARED).rglob("*.py"),
        *(source / package_name).rglob("*.py"),
    ]
    return {f"{source.name}/{file.relative_to(source).as_posix()}": _text(file) for file in files}


def _text(file: Path) -> bytes:
    # A checkout with CRLF line ends is the same source.
    return file.read_bytes().replace(b"\r\n", b"\n")


def archive(members: Mapping[str, bytes]) -> bytes:
    """A zip archive of `members` that depends on nothing but their names and contents.

    Entries are stored, not deflated: zlib's output may differ between its versions and forks.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in sorted(members.items()):
            entry = zipfile.ZipInfo(name, date_time=EPOCH)
            entry.create_system = MADE_ON_UNIX
            entry.external_attr = READABLE_BY_ALL
            zipped.writestr(entry, content)
    return buffer.getvalue()


if __name__ == "__main__":  # the same as `gitops package --quiet`, without its start
    package()
