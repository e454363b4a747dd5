"""The statements of a policy document.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html, read
2026-11-26: only Version 2012-10-17 knows policy variables.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from localcloud.authorization.statements import Statement

_WITH_VARIABLES = "2012-10-17"


@lru_cache(maxsize=2048)
def statements(document: str) -> Sequence[Statement]:
    """The statements of a document; "" has none.

    Raises:
        ValueError: the text is no policy.
    """
    parsed = _parsed(document)
    if parsed.get("Version") != _WITH_VARIABLES:
        parsed = _parsed(document.replace("${", "${$}{"))
    found = parsed.get("Statement", [])
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(each, dict) and "Effect" in each for each in listed):
        raise ValueError("a statement of a policy is an object with an Effect")
    return listed


def _parsed(document: str) -> dict[str, Any]:
    parsed = json.loads(document or "{}")
    if not isinstance(parsed, dict):
        raise ValueError("a policy is an object")  # noqa: TRY004 (as for a text that is no JSON)
    return parsed
