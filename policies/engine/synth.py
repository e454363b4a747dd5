"""Reads a directory of synthesized stacks as CDKTF writes it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policies.engine import references
from policies.engine.resource import Resource
from policies.engine.stack import Stack

DOCUMENT = "cdk.tf.json"
# Blocks of Terraform by which a stack does something that no policy can see.
UNSEEN = {
    "ephemeral": "reads ephemeral resources, which no policy can see",
    "import": "imports resources, which another environment may own",
    "module": "calls modules, whose resources no policy can see",
    "removed": "forgets resources, which may stay behind",
}
# The data sources that only show where the stack is. Others run a program, invoke a
# function, or put into the state what they read: a secret, or something of another environment.
HARMLESS = {"aws_caller_identity", "aws_iam_policy_document", "aws_partition", "aws_region"}


class BrokenSynth(Exception):
    """The directory cannot be evaluated: one sentence that says why and what to do."""


class _Twice(Exception):
    """Carries a name that stands twice in one object."""


def read(folder: Path) -> list[Stack]:
    """The stacks in `folder`, by name.

    Every `stacks/<stack>/cdk.tf.json` is a stack, and so is what manifest.json speaks of.

    Raises:
        BrokenSynth: there is no stack, or one that is not to be understood.
    """
    if not folder.is_dir():
        raise BrokenSynth(f"There is no directory {folder}; run `gitops synth` first.")
    found = {path.parent.name for path in folder.glob(f"stacks/*/{DOCUMENT}")}
    names = sorted(found | _in_manifest(folder))
    if not names:
        raise BrokenSynth(
            f"{folder} contains no synthesized stack (stacks/<stack>/{DOCUMENT}); run `gitops"
            f" synth` first."
        )
    return [_read(folder / "stacks" / name) for name in names]


def read_any(folder: Path) -> list[Stack]:
    """The stacks in any directory of Terraform JSON: each folder with `*.tf.json` is one, by name.

    A directory that CDKTF wrote is read as `read` does. Terraform's own folders are left out.

    Raises:
        BrokenSynth: there is no stack, one that is not to be understood, or a file in HCL.
    """
    if (folder / "stacks").is_dir() or not folder.is_dir():
        return read(folder)
    files = [path for path in sorted(folder.rglob("*.tf*")) if not _is_hidden(path, folder)]
    if unread := [path for path in files if path.suffix == ".tf"]:
        raise BrokenSynth(f"{unread[0]} is not JSON, so no policy evaluates it.")
    folders = sorted({path.parent for path in files if path.name.endswith(".tf.json")})
    if not folders:
        raise BrokenSynth(f"{folder} contains no Terraform JSON (*.tf.json).")
    return [_module(one, folder) for one in folders]


def stack(name: str, document: Mapping[str, Any]) -> Stack:
    """The stack of one Terraform JSON document.

    Raises:
        BrokenSynth: the document does not have the format that CDKTF writes.
    """
    for block, does in UNSEEN.items():
        if document.get(block):
            raise BrokenSynth(f"Stack {name} {does}.")
    if unknown := sorted({str(kind) for kind in document.get("data", ())} - HARMLESS):
        raise BrokenSynth(f"Stack {name} reads data.{unknown[0]}, which no policy evaluates.")
    try:
        resources = list(_resources(name, document.get("resource", {})))
        providers = _blocks(document.get("provider", {}).get("aws", []))
        backend = document.get("terraform", {}).get("backend", {})
    except (AttributeError, TypeError) as error:
        raise _shapeless(name, error) from error
    return Stack(name, resources, providers, backend=backend)


def _read(folder: Path) -> Stack:
    # Terraform merges every such file of the folder into what was evaluated.
    unknown = sorted({*folder.glob("*.tf"), *folder.glob("*.tf.json")} - {folder / DOCUMENT})
    if unknown:
        raise BrokenSynth(f"{unknown[0]} would change the stack, but no policy evaluates it.")
    return _whole(folder.name, _json(folder / DOCUMENT))


def _whole(name: str, document: Mapping[str, Any]) -> Stack:
    """The stack of the document, if all its references lead somewhere."""
    found = stack(name, document)
    try:
        faults = references.faults(found.resources, _data_sources(document))
    except (AttributeError, TypeError) as error:
        raise _shapeless(name, error) from error
    if faults:
        raise BrokenSynth(f"Stack {name} cannot work: {'; '.join(faults)}.")
    return found


def _module(folder: Path, root: Path) -> Stack:
    """The stack of all Terraform JSON of a folder, which Terraform merges."""
    merged: dict[str, Any] = {}
    for path in sorted(folder.glob("*.tf.json")):
        _merge(merged, _json(path), str(path))
    return _whole("-".join(folder.relative_to(root).parts) or folder.resolve().name, merged)


def _merge(held: dict[str, Any], more: Mapping[str, Any], path: str, depth: int = 3) -> None:
    """Add blocks, types and names (that deep) to those that are held.

    Raises:
        BrokenSynth: both declare the same.
    """
    for name, value in more.items():
        known = held.setdefault(name, value)
        if known is value or name == "//":
            continue
        if depth == 1 or not (isinstance(known, dict) and isinstance(value, dict)):
            raise BrokenSynth(f"{path} declares {name} again.")
        held[name] = dict(known)
        _merge(held[name], value, path, depth - 1)


def _is_hidden(path: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(root).parts)


def _shapeless(name: str, error: Exception) -> BrokenSynth:
    return BrokenSynth(f"Stack {name} does not have the format that CDKTF writes: {error}.")


def _resources(name: str, kinds: Mapping[str, Mapping[str, Any]]) -> Iterator[Resource]:
    for kind, named in kinds.items():
        for resource, values in named.items():
            path = values.get("//", {}).get("metadata", {}).get("path", "")
            yield Resource(name, kind, resource, values, path)


def _data_sources(document: Mapping[str, Any]) -> list[str]:
    kinds: Mapping[str, Mapping[str, Any]] = document.get("data", {})
    return [f"data.{kind}.{name}" for kind, named in kinds.items() for name in named]


def _blocks(raw: Any) -> list[Mapping[str, Any]]:
    return raw if isinstance(raw, list) else [raw]


def _in_manifest(folder: Path) -> set[str]:
    path = folder / "manifest.json"
    stacks = _json(path).get("stacks", {}) if path.is_file() else {}
    return {str(name) for name in stacks}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of the pairs; Python would keep the last of two of the same name."""
    held = dict(pairs)
    if len(held) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return held


def _json(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(path.read_bytes(), object_pairs_hook=_once)
    except FileNotFoundError:
        raise BrokenSynth(f"manifest.json names a stack without a document: {path}.") from None
    except _Twice as error:
        raise BrokenSynth(f"{path} contains {error} twice; Terraform would read both.") from error
    except ValueError as error:
        raise BrokenSynth(f"{path} is not JSON: {error}.") from error
    if not isinstance(document, dict):
        raise BrokenSynth(f"{path} is not a JSON object.")
    return document
