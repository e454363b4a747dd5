"""Our own serialization of an admitted document: what Terraform gets is what was checked.

Never the uploaded bytes: two parsers may read them differently.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from policies.engine.terraform_json.own_blocks import OwnBlocks

COMMENT = "//"
# A construct's path, by which reports find the line of the sources that made a resource.
CONSTRUCT = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
LONGEST_CONSTRUCT = 500


def serialized(document: Mapping[str, Any], own: OwnBlocks) -> bytes:
    """The document without comments, with our own blocks; equal documents give equal bytes.

    Of the comments the construct's path of each resource stays.
    """
    written = own.written(document)
    for block in ("data", "resource"):
        written[block] = {
            kind: {name: _body(body) for name, body in named.items()}
            for kind, named in _of(document, block).items()
        }
    written["output"] = {name: _bare(body) for name, body in _of(document, "output").items()}
    written["check"] = {name: _check(body) for name, body in _of(document, "check").items()}
    for block in ("import", "moved", "removed"):
        listed = document.get(block) or []
        written[block] = [_bare(one) for one in (listed if isinstance(listed, list) else [listed])]
    present = {name: block for name, block in written.items() if block}
    text = json.dumps(present, ensure_ascii=True, sort_keys=True, indent=2, allow_nan=False)
    return text.encode("ascii") + b"\n"


def _of(document: Mapping[str, Any], block: str) -> Mapping[str, Any]:
    return document.get(block) or {}


def _check(body: Mapping[str, Any]) -> dict[str, Any]:
    data = {
        kind: {name: _body(one) for name, one in named.items()}
        for kind, named in _of(body, "data").items()
    }
    return {**_bare(body), **({"data": data} if data else {})}


def _bare(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != COMMENT}


def _body(body: Mapping[str, Any]) -> dict[str, Any]:
    match body.get(COMMENT):
        case {"metadata": {"path": str(path)}} if len(
            path
        ) <= LONGEST_CONSTRUCT and CONSTRUCT.fullmatch(path):
            return {**_bare(body), COMMENT: {"metadata": {"path": path}}}
    return _bare(body)
