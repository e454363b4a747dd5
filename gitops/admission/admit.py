"""Admits a synthesis that foreign code made: checks all of it, then writes it anew.

What a pull request uploads is only a claim, and Terraform JSON is code. So nothing of it reaches
Terraform but what `policies/engine/terraform_json` admits, in our own serialization. `deploy` asks
the same of the synthesis of the merge.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Refusal
from gitops.admission import archive, folder, names, writing
from gitops.admission.expected import Expected
from gitops.admission.refused import NotAdmitted, RefusedPart, of_fault
from policies.engine.terraform_json import admission, local_files, parsing
from policies.engine.terraform_json.fault import Fault
from policies.engine.terraform_json.folding import folded
from policies.engine.terraform_json.serialization import serialized

__all__ = ["Admitted", "NotAdmitted", "RefusedPart", "admit"]
NO_STACK = "there is no stack in it (stacks/<stack>/cdk.tf.json)"
UPLOAD_ALL = "Upload the archives of the stack together with its JSON."


@dataclass(frozen=True)
class Admitted:
    """What was written: stack -> SHA-256 of its JSON, and the same of each archive by its name."""

    stacks: Mapping[str, str]
    archives: Mapping[str, str]


def admit(source: Path, target: Path, wanted: Expected, *, below: str = "") -> Admitted:
    """Check a synthesis and write what is admitted into `target`; all of it or nothing.

    `source` is a zip archive or a folder; `below` selects a folder in it. In place, with `target`
    as `source`, Terraform's own files there stay. Equal input gives equal bytes.

    Raises:
        NotAdmitted: something is not admitted.
        Refusal: there is no source, or `below` is no name of a folder.
    """
    files = _read(source, target, below)
    refused = [*names.foreign(list(files))]
    documents = dict(_documents(files, wanted, refused))
    if not documents and not refused:
        refused = [RefusedPart("", "", NO_STACK, names.ONLY)]
    if refused:
        raise NotAdmitted(refused)
    written = {stack: serialized(each, wanted.of(stack)) for stack, each in documents.items()}
    archives = {name: files[name] for stack in documents for name in _named(stack, documents)}
    writing.write(target, written, archives)
    hashes = {name.removeprefix("stacks/"): _sha256(files[name]) for name in archives}
    return Admitted({stack: _sha256(content) for stack, content in written.items()}, hashes)


def _read(source: Path, target: Path, below: str) -> Mapping[str, bytes]:
    if below and names.why_unsafe(below):
        raise Refusal(f"{below!r} is no name of a folder within {source}.")
    if source.is_dir():
        return folder.read(source, below, ours=target.exists() and source.samefile(target))
    if not source.is_file():
        raise Refusal(f"There is no {source}; name a folder or a zip archive of a synthesis.")
    return archive.read(source, below)


def _documents(
    files: Mapping[str, bytes], wanted: Expected, refused: list[RefusedPart]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each stack's document; what is not admitted of one goes to `refused`."""
    for name, content in sorted(files.items()):
        if not (found := names.DOCUMENT.fullmatch(name)):
            continue
        try:
            document = folded(parsing.parse(content))
        except parsing.Malformed as malformed:
            refused += [of_fault(name, fault) for fault in malformed.faults]
            continue
        refused += [
            of_fault(name, each) for each in _faults(found["stack"], document, files, wanted)
        ]
        yield found["stack"], document


def _faults(
    stack: str, document: Mapping[str, Any], files: Mapping[str, bytes], wanted: Expected
) -> list[Fault]:
    found = admission.faults(document, wanted.of(stack), wanted.granted(stack))
    return found or list(_archive_faults(stack, document, files))


def _archive_faults(
    stack: str, document: Mapping[str, Any], files: Mapping[str, bytes]
) -> Iterator[Fault]:
    """Archives that are not there, or are not what the plan will show by their hash."""
    for path, body, name in local_files.archives(document):
        content = files.get(f"stacks/{stack}/{name}")
        if content is None:
            yield Fault(path, "the archive that it names was not uploaded", UPLOAD_ALL)
        elif body.get("source_code_hash", _hash(content)) != _hash(content):
            yield Fault(path, "source_code_hash is not the hash of that archive", UPLOAD_ALL)


def _named(stack: str, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    return (f"stacks/{stack}/{name}" for _, _, name in local_files.archives(documents[stack]))


def _hash(content: bytes) -> str:
    """SHA-256 in base64, as `source_code_hash` has it."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
