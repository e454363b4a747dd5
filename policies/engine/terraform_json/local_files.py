"""Attributes that name a file of the machine that applies: only the stack's own archives.

Read in the schemas and the source of hashicorp/aws 5.100.0: `filename` (Lambda function and layer,
Connect flow, custom database engine), `zip_file` (GameLift script, Synthetics canary), `source`
(S3 object). The provider uploads whatever stands there, `/proc/self/environ` too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policies.engine.terraform_json.fault import Fault, below

ATTRIBUTES = frozenset({"filename", "source", "zip_file"})
NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
# As CDKTF copies an asset: the construct, a hash, the file.
ARCHIVE = re.compile(rf"assets/{NAME}/[0-9A-F]{{32}}/{NAME}\.zip")
REMEDY = "Use an asset of the construct tree: assets/<construct>/<hash>/<name>.zip of this stack."


def faults(body: Mapping[str, Any], path: str) -> Iterator[Fault]:
    """The attributes of a resource that name anything but an archive of the stack."""
    for attribute in sorted(ATTRIBUTES & body.keys()):
        value = body[attribute]
        if not (isinstance(value, str) and ARCHIVE.fullmatch(value)):
            yield Fault(below(path, attribute), "it names no archive of this stack", REMEDY)


def archives(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """JSON path, resource and archive of each attribute that names one, in an admitted document."""
    for kind, named in document.get("resource", {}).items():
        for name, body in named.items():
            for attribute in sorted(ATTRIBUTES & body.keys()):
                yield f"$.resource.{kind}.{name}.{attribute}", body, body[attribute]
