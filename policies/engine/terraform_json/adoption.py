"""The blocks `import` and `removed`: a stack takes a resource over, or lets go of one.

An import reads whatever the id names, a resource of another environment too; what is removed
without being destroyed stays behind. So each needs a waiver that names the address and expires.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from policies.engine.terraform_json import templates
from policies.engine.terraform_json.fault import Fault, below, shown

COMMENT = "//"
LONGEST_ID = 500
# Printable ASCII without what ends the id in an address, or means more than one.
ID = re.compile(r"[ -~]+")
ENDS = frozenset("[]*")
KEEP = ({"destroy": False}, [{"destroy": False}])
NO_IMPORT = "it is not to (type.name) and id, a plain text"
NOT_REMOVED = "it is not from (type.name) and lifecycle with destroy = false"
OF_FORM = (
    'Write {"to": "type.name", "id": "..."}, or {"from": "type.name", "lifecycle": {"destroy":'
    " false}}, or leave it out."
)


def faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """The blocks of both kinds that have any other form."""
    for block, reason in (("import", NO_IMPORT), ("removed", NOT_REMOVED)):
        for number, one in enumerate(_blocks(document, block)):
            if _address(block, one) is None:
                yield Fault(below(f"$.{block}", number), reason, OF_FORM)


def not_granted(document: Mapping[str, Any], granted: Collection[str]) -> Iterator[Fault]:
    """The blocks of both kinds that no waiver accepts."""
    for block, address in adoptions(document):
        if address not in granted:
            reason = f"no waiver accepts {shown(address)}"
            remedy = "Add one to policies/waivers.toml on the main branch first."
            yield Fault(f"$.{block}", reason, remedy)


def adoptions(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each block of both kinds: `import` or `removed`, and its address in waivers.

    One of any other form has an address that no waiver can name.
    """
    for block in ("import", "removed"):
        for number, one in enumerate(_blocks(document, block)):
            yield block, _address(block, one) or f"{block}.{number}"


def _blocks(document: Mapping[str, Any], block: str) -> list[Any]:
    raw = document.get(block)
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def _address(block: str, one: Any) -> str | None:
    """The address that a waiver names; None for any other form."""
    if not isinstance(one, Mapping):
        return None
    match {name: value for name, value in one.items() if name != COMMENT}:
        case {"to": str(to), "id": str(id_), **rest} if block == "import" and not rest:
            return f"import.{to}[{id_}]" if _is_address(to) and _is_plain(id_) else None
        case {"from": str(gone), "lifecycle": kept, **rest} if block == "removed" and not rest:
            return f"removed.{gone}" if _is_address(gone) and kept in KEEP else None
    return None


def _is_address(text: str) -> bool:
    return text.startswith("aws_") and templates.ADDRESS.fullmatch(text) is not None


def _is_plain(text: str) -> bool:
    plain = ID.fullmatch(text) is not None and not ENDS & set(text)
    return plain and len(text) <= LONGEST_ID and not templates.starts(text)
