"""Fills in templates: all files of something new, or none."""

import keyword
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template

from gitops.adapters.errors import Refusal

TEMPLATES = Path(__file__).parent / "templates"
SUFFIX = ".template"
# The longest suffix of an environment, and its hyphen.
SUFFIX_LENGTH = 21

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def package_of(name: str, kind: str, longest: int, example: str) -> str:
    """The Python name of a function or stack: underscores instead of hyphens.

    Raises:
        Refusal: AWS, Terraform or Python would not take the name.
    """
    package = name.replace("-", "_")
    reserved = keyword.iskeyword(package)
    if reserved or not _NAME.fullmatch(name):
        raise Refusal(
            f"{name!r} cannot name a {kind}{', as Python reserves it' if reserved else ''}; use"
            f" lower-case letters, digits and inner hyphens, such as {example}."
        )
    if len(name) > longest:
        raise Refusal(
            f"{name!r} has {len(name)} characters; a {kind} can have {longest}, because its"
            " resources are named after it and the environment."
        )
    return package


def render(kind: str, root: Path, words: Mapping[str, str]) -> dict[Path, str]:
    """Path below `root` -> text of every file of a template, with the words in their places.

    `$word` is a place in a text, `__word__` one in a path.

    Raises:
        Refusal: a file or a folder of that name exists.
    """
    folder, files = TEMPLATES / kind, {}
    for source in sorted(folder.rglob(f"*{SUFFIX}")):
        parts = source.relative_to(folder).as_posix().removesuffix(SUFFIX).split("/")
        path = root.joinpath(*(_filled_in(part, words) for part in parts))
        for taken in _named(root, parts, words):
            if taken.exists():
                raise Refusal(f"{taken.relative_to(root)} already exists; choose another name.")
        files[path] = Template(source.read_text()).substitute(words)
    return files


def write(files: Mapping[Path, str]) -> list[Path]:
    """Write the files, with their folders; return their paths."""
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return list(files)


def _filled_in(part: str, words: Mapping[str, str]) -> str:
    for word, value in words.items():
        part = part.replace(f"__{word}__", value)
    return part


def _named(root: Path, parts: list[str], words: Mapping[str, str]) -> Iterator[Path]:
    """What must not exist: the first part of the path that has the package's name, and its module.

    A module `a.py` beside a package `a/` would never be imported.
    """
    depth = next((n for n, part in enumerate(parts, 1) if "__package__" in part), len(parts))
    path = root.joinpath(*(_filled_in(part, words) for part in parts[:depth]))
    yield path
    yield path.with_suffix("" if path.suffix else ".py")
