"""The statements of a policy document.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html, read
2026-11-26: only Version 2012-10-17 knows policy variables.
"""

import json
from collections.abc import Sequence
from functools import lru_cache

from localcloud.authorization.statements import Statement

_WITH_VARIABLES = "2012-10-17"


@lru_cache(maxsize=2048)
def statements(document: str) -> Sequence[Statement]:
    """The statements of a document; "" has none."""
    parsed = json.loads(document or "{}")
    if parsed.get("Version") != _WITH_VARIABLES:
        parsed = json.loads(document.replace("${", "${$}{") or "{}")
    found = parsed.get("Statement", [])
    return found if isinstance(found, list) else [found]
