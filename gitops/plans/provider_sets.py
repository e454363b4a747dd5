"""Which attributes of the AWS provider are sets: lists in a plan whose order means nothing.

The data are an extract of `terraform providers schema -json`; `make provider-sets` writes it anew.
"""

import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_suffix(".json")
# Below that, WAF and QuickSight repeat themselves; lists are compared well enough there.
DEEPEST = 3


def is_set(type_: str, names: tuple[str, ...]) -> bool:
    """Whether this attribute of a resource is a set; `names` are its keys without numbers."""
    return ".".join(names) in _sets().get(type_, ())


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {type_: frozenset(paths.split()) for type_, paths in json.loads(DATA.read_text()).items()}
