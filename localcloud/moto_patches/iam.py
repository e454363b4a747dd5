"""IAM: a permissions boundary must be a policy that exists.

moto accepts any text that looks like the ARN of a policy.
Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (NoSuchEntity).
"""

from typing import Any

from moto.iam.exceptions import NoSuchEntity
from moto.iam.models import IAMBackend

from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Apply the patch of IAM."""
    wrap(IAMBackend, "create_role")(_create_role)
    wrap(IAMBackend, "put_role_permissions_boundary")(_put_boundary)


def _create_role(original: Method, backend: Any, *args: Any, **kwargs: Any) -> Any:
    boundary = kwargs["permissions_boundary"] if "permissions_boundary" in kwargs else args[3]
    _check(backend, boundary)
    return original(backend, *args, **kwargs)


def _put_boundary(
    original: Method, backend: Any, role_name: str, permissions_boundary: str
) -> None:
    _check(backend, permissions_boundary)
    original(backend, role_name, permissions_boundary)


def _check(backend: Any, boundary: str | None) -> None:
    if boundary and boundary not in backend.managed_policies:
        raise NoSuchEntity(f"Scope ARN: {boundary} does not exist or is not attachable.")
