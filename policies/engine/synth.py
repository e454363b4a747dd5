"""Reads a directory of synthesized stacks as CDKTF writes it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policies.engine import policy_data, references
from policies.engine.garbage import no_collections
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.terraform_json import admission, adoption, parsing
from policies.engine.terraform_json.fault import Fault
from policies.engine.terraform_json.folding import folded

DOCUMENT = "cdk.tf.json"
# A long list hides what began it.
MOST_SHOWN = 5


class BrokenSynth(Exception):
    """The directory cannot be evaluated: one sentence that says why and what to do."""


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
    """The stack of one Terraform JSON document, whatever blocks it has besides.

    Raises:
        BrokenSynth: the document does not have the format that CDKTF writes.
    """
    try:
        with no_collections():
            whole = policy_data.written_out(folded(document))
            resources = list(_resources(name, whole.get("resource") or {}))
        providers = _present(_blocks((whole.get("provider") or {}).get("aws")))
        terraform = whole.get("terraform") or {}
        others = list(_others(name, whole, terraform.get("required_providers")))
        backend = terraform.get("backend") or {}
    except (AttributeError, KeyError, TypeError) as error:
        raise _shapeless(name, error) from error
    return Stack(name, resources, providers, backend=backend, others=others)


def _read(folder: Path) -> Stack:
    # Terraform merges every such file of the folder into what was evaluated.
    unknown = sorted({*folder.glob("*.tf"), *folder.glob("*.tf.json")} - {folder / DOCUMENT})
    if unknown:
        raise BrokenSynth(f"{unknown[0]} would change the stack, but no policy evaluates it.")
    return _whole(folder.name, _json(folder / DOCUMENT))


def _whole(name: str, document: Mapping[str, Any]) -> Stack:
    """The stack of the document, if it is admitted and all its references lead somewhere."""
    if faults := admission.own_faults(folded(document)):
        raise BrokenSynth(_refusal(f"Stack {name} is not admitted", faults))
    found = stack(name, document)
    if not found.resources:
        raise BrokenSynth(
            f"Stack {name} declares no resource, so no policy can evaluate it; declare one,"
            " or take the stack out of the app."
        )
    if broken := references.circles(found.resources) or references.escapes(found):
        raise BrokenSynth(f"Stack {name} cannot work: {'; '.join(broken[:MOST_SHOWN])}.")
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


def _refusal(what: str, faults: list[Fault]) -> str:
    """One cause in one line; each of several in a line of its own."""
    lines = [f"{one.path}: {one.reason}. {one.remedy}" for one in faults[:MOST_SHOWN]]
    if len(lines) == 1:
        return f"{what}: {lines[0]}"
    more = [f"... and {len(faults) - MOST_SHOWN} more"] if len(faults) > MOST_SHOWN else []
    return "\n  ".join([f"{what}:", *lines, *more])


def _shapeless(name: str, error: Exception) -> BrokenSynth:
    return BrokenSynth(f"Stack {name} does not have the format that CDKTF writes: {error}.")


def _resources(name: str, kinds: Mapping[str, Mapping[str, Any]]) -> Iterator[Resource]:
    for kind, named in kinds.items():
        for resource, values in named.items():
            path = ((values.get("//") or {}).get("metadata") or {}).get("path", "")
            yield Resource(name, kind, resource, _present(values), path)


def _present(raw: Any) -> Any:
    """The value without what is null or an empty list: for Terraform's provider both are nothing.

    Items of a list keep their places.
    """
    if isinstance(raw, list):
        return [_present(item) for item in raw]
    if isinstance(raw, Mapping):
        return {
            name: _present(value)
            for name, value in raw.items()
            if value is not None and value != []
        }
    return raw


def _others(name: str, document: Mapping[str, Any], pinned: Any) -> Iterator[Resource]:
    """What policies evaluate besides resources, provider and backend."""
    yield Resource(name, "terraform", "required_providers", pinned or {})
    for output, body in (document.get("output") or {}).items():
        yield Resource(name, "output", output, body)
    for check, body in (document.get("check") or {}).items():
        yield Resource(name, "check", check, body)
    for block, address in adoption.adoptions(document):
        yield Resource(name, block, address.removeprefix(f"{block}."), {})


def _blocks(raw: Any) -> list[Mapping[str, Any]]:
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def _in_manifest(folder: Path) -> set[str]:
    path = folder / "manifest.json"
    stacks = _json(path).get("stacks", {}) if path.is_file() else {}
    return {str(name) for name in stacks}


def _json(path: Path) -> Mapping[str, Any]:
    try:
        return parsing.parse(path.read_bytes())
    except FileNotFoundError:
        raise BrokenSynth(f"manifest.json names a stack without a document: {path}.") from None
    except parsing.Malformed as malformed:
        raise BrokenSynth(_refusal(f"{path} cannot be evaluated", malformed.faults)) from None
