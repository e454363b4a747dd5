"""API Gateway: a verb of HTTP on the path of its API.

https://docs.aws.amazon.com/apigateway/latest/developerguide/security_iam_service-with-iam.html
"""

import json
from collections.abc import Iterator
from typing import Any

from localcloud.account import REGION
from localcloud.identity.needs import Need, request_tags, tag_keys

_PREFIX = f"arn:aws:apigateway:{REGION}::"
# The literal resource of the tags of a new API: https://github.com/mattclay/aws-terminator/pull/284
_NEW_TAGS = f"{_PREFIX}/tags/arn%3Aaws%3Aapigateway%3A{REGION}%3A%3A%2Frestapis%2F*"


def needs(verb: str, path: str, query: Any, body: bytes) -> Iterator[Need]:
    """The rights for one request; `path` is encoded as the client sent it."""
    document = _document(body)
    tags = document.get("tags") if isinstance(document, dict) else None
    context = request_tags(tags or {})
    if "tagKeys" in query:
        context = tag_keys(query.getlist("tagKeys"))
    yield Need(f"apigateway:{verb}", _PREFIX + path, context)
    if verb == "POST" and tags:
        yield Need("apigateway:PUT", _NEW_TAGS, context)
    if _sets_policy(verb, path, document):
        yield Need("apigateway:UpdateRestApiPolicy", _PREFIX + path, context)


def _document(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}")
    except ValueError:
        return {}


def _sets_policy(verb: str, path: str, document: Any) -> bool:
    if not path.startswith("/restapis"):
        return False
    if verb == "PATCH" and isinstance(document, dict):
        operations = document.get("patchOperations") or []
        return any(each.get("path") == "/policy" for each in operations)
    return verb in ("POST", "PUT") and isinstance(document, dict) and bool(document.get("policy"))
