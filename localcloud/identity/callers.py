"""The principal of an API request, by its access key. Signatures are not verified.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
"""

import re
from collections.abc import Mapping

from localcloud.identity import principals
from localcloud.identity.principals import Principal
from localcloud.identity.sessions import ADMINISTRATOR_KEY, Sessions, UnknownKey

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/")
_PRESIGNED = "X-Amz-Credential"
_TOKEN = "X-Amz-Security-Token"  # noqa: S105 (the name of a header, and of a query parameter)


class Unsigned(Exception):
    """The request names no access key."""


def principal_of(
    headers: Mapping[str, str], query: Mapping[str, str], sessions: Sessions
) -> Principal:
    """The caller of a request, by its Authorization header or its presigned URL.

    Raises:
        Unsigned: it names no access key.
        UnknownKey, Expired: see `Sessions.find`.
    """
    key = access_key_of(headers, query)
    if key == ADMINISTRATOR_KEY:
        return principals.administrator()
    session = sessions.find(key)
    if session.token != (headers.get(_TOKEN) or query.get(_TOKEN)):
        raise UnknownKey(key)
    return principals.of_session(session)


def access_key_of(headers: Mapping[str, str], query: Mapping[str, str]) -> str:
    """The access key that signed a request.

    Raises:
        Unsigned: none did.
    """
    found = _CREDENTIAL.search(headers.get("Authorization", ""))
    if found:
        return found[1]
    if _PRESIGNED in query:
        return query[_PRESIGNED].split("/")[0]
    raise Unsigned
