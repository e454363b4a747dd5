"""The credentials that the embedded cloud gave out: who asks with which access key.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html, read 2026-11-26.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from localcloud.account import ACCOUNT
from localcloud.authorization.statements import Caller

ADMINISTRATOR_KEY = "test"
"""The access key of the documentation (`AWS_ACCESS_KEY_ID=test`): a principal without limits."""


class UnknownKey(Exception):
    """Nobody was given this access key."""


class Expired(Exception):
    """The session of this access key has ended."""


@dataclass(frozen=True)
class Session:
    """One session of a role, until `expires_at` (Unix seconds).

    `role` is the role's ARN, `role_id` its unique id; both tell a role from one of the same name
    made later. `policy` is the session policy, None without one. `tags` are session tags.
    `provider` is the OIDC provider's ARN for a session by web identity, else empty.
    """

    access_key_id: str
    secret_access_key: str
    token: str
    role: str
    role_id: str
    name: str
    expires_at: float
    policy: Sequence[Mapping[str, Any]] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    provider: str = ""

    @property
    def arn(self) -> str:
        """The ARN that GetCallerIdentity returns; it leaves out the role's path."""
        role = self.role.rpartition("/")[2]
        return f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{self.name}"

    @property
    def user_id(self) -> str:
        """The value of `aws:userid`."""
        return f"{self.role_id}:{self.name}"

    @property
    def caller(self) -> Caller:
        """The session as the policies name it."""
        return Caller(account=ACCOUNT, role=self.role, session=self.arn)


class Sessions:
    """All sessions of a running cloud; every method may be called from any thread."""

    def __init__(self) -> None:
        self._by_key: dict[str, Session] = {}
        self._lock = Lock()

    def open(self, role: str, role_id: str, name: str, seconds: float, **more: Any) -> Session:
        """Give out credentials for a session of a role; `more` are the other fields of Session."""
        key = "ASIA" + secrets.token_hex(8).upper()
        more = {"token": secrets.token_urlsafe(48), **more}
        session = Session(
            access_key_id=key,
            secret_access_key=secrets.token_urlsafe(30),
            role=role,
            role_id=role_id,
            name=name,
            expires_at=time.time() + seconds,
            **more,
        )
        with self._lock:
            self._by_key[key] = session
        return session

    def find(self, access_key_id: str) -> Session:
        """The session of an access key.

        Raises:
            UnknownKey: nobody was given this key.
            Expired: the session has ended.
        """
        with self._lock:
            session = self._by_key.get(access_key_id)
        if session is None:
            raise UnknownKey(access_key_id)
        if session.expires_at <= time.time():
            raise Expired(access_key_id)
        return session

    def close(self, access_key_id: str) -> None:
        """End a session; its key is unknown from now on."""
        with self._lock:
            self._by_key.pop(access_key_id, None)
