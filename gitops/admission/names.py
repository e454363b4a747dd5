"""Names in an archive or a folder: which are safe, and which belong to a synthesis."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gitops.admission.refused import RefusedPart, of_file
from policies.engine.terraform_json.local_files import ARCHIVE, NAME

MOST = 400
LONGEST = 300
SAFE = re.compile(r"[A-Za-z0-9._ @+=,-]+(?:/[A-Za-z0-9._ @+=,-]+)*")
STACK = r"[a-z0-9][a-z0-9-]{0,99}"
DOCUMENT = re.compile(rf"stacks/(?P<stack>{STACK})/cdk\.tf\.json")
OF_STACK = re.compile(rf"stacks/(?P<stack>{STACK})/(?P<archive>{ARCHIVE.pattern})")
# They come along and are not read: CDKTF's notes, the seal of a synthesis, reports of tests.
IGNORED = re.compile(
    rf"manifest\.json|\.sealed\.json|stacks/{STACK}/metadata\.json|tests/(?:{NAME}/)*{NAME}\.xml"
)
RENAME = "Upload only what the synthesis wrote."
ONLY = "Upload only stacks/<stack>/cdk.tf.json, its assets, manifest.json, and tests/<name>.xml."


def unsafe(names: Sequence[str]) -> Iterator[RefusedPart]:
    """Names that could lead out of a folder, hide something, or meet another name.

    File systems of other machines ignore case, so two names that differ only in it are one.
    """
    if len(names) > MOST:
        yield RefusedPart("", "", f"there are {len(names)} files, more than {MOST}", RENAME)
        return
    folded = Counter(name.lower() for name in names)
    folders = {parent for name in folded for parent in _parents(name)}
    for name in names:
        if reason := why_unsafe(name):
            yield of_file(name, reason, RENAME)
        elif folded[name.lower()] > 1:
            yield of_file(name, "there are two of that name, or only case tells them apart", RENAME)
        elif name.lower() in folders:
            yield of_file(name, "it is both a file and a folder", RENAME)


def foreign(names: Sequence[str]) -> Iterator[RefusedPart]:
    """Names that no synthesis has; Terraform reads *.tf, override files and *.tfvars unasked."""
    for name in names:
        if not any(form.fullmatch(name) for form in (DOCUMENT, OF_STACK, IGNORED)):
            yield of_file(name, "no synthesis writes such a file", ONLY)


def why_unsafe(name: str) -> str:
    """Why no file of a synthesis has such a name; empty if one may."""
    if len(name) > LONGEST:
        return f"its name has more than {LONGEST} characters"
    if name.startswith("/") or {".", ".."} & set(name.split("/")):
        return "its name leads out of the folder"
    if not SAFE.fullmatch(name):
        return "its name holds characters that no file of a synthesis has"
    return ""


def _parents(name: str) -> Iterator[str]:
    parts = name.split("/")
    return ("/".join(parts[:count]) for count in range(1, len(parts)))
