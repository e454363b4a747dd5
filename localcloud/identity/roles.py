"""The roles of IAM, with the policies that limit their sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from moto.iam.models import iam_backends

from localcloud.account import ACCOUNT
from localcloud.authorization.statements import Statement
from localcloud.identity.documents import statements

PARTITION = "aws"
_HOUR = 3_600


@dataclass(frozen=True)
class Role:
    """A role as it is now. `boundary` is None without one; `id` differs from that of any other."""

    arn: str
    id: str
    trust: Sequence[Statement]
    identity: Sequence[Statement]
    boundary: Sequence[Statement] | None
    boundary_arn: str
    tags: Mapping[str, str]
    most_session_seconds: int


def find(name_or_arn: str) -> Role | None:
    """The role of this name or ARN, None if there is none."""
    stored = _stored(name_or_arn.rpartition("/")[2])
    if stored is None or (name_or_arn.startswith("arn:") and stored.arn != name_or_arn):
        return None
    boundary_arn = stored.permissions_boundary_arn or ""
    return Role(
        arn=stored.arn,
        id=stored.id,
        trust=_readable(stored.assume_role_policy_document),
        identity=_identity(stored),
        boundary=_managed(boundary_arn) if boundary_arn else None,
        boundary_arn=boundary_arn,
        tags={each["Key"]: each["Value"] for each in stored.tags or []},
        most_session_seconds=int(stored.max_session_duration or _HOUR),
    )


def _stored(name: str) -> Any:
    backend = iam_backends[ACCOUNT][PARTITION]
    return next((each for each in list(backend.roles.values()) if each.name == name), None)


def _identity(stored: Any) -> Sequence[Statement]:
    # Copies: another request may change them meanwhile.
    inline = [each for text in list(stored.policies.values()) for each in _readable(text)]
    attached = [each for arn in list(stored.managed_policies) for each in _managed(arn)]
    return [*inline, *attached]


def _managed(arn: str) -> Sequence[Statement]:
    """The default version of a managed policy; one that was deleted allows nothing."""
    policy = iam_backends[ACCOUNT][PARTITION].managed_policies.get(arn)
    if policy is None:
        return ()
    default = policy.default_version_id
    return next(_readable(each.document) for each in policy.versions if each.version_id == default)


def _readable(text: str) -> Sequence[Statement]:
    """The statements; none of what moto keeps and AWS would have refused."""
    try:
        return statements(text)
    except ValueError:
        return ()
