"""IAM: a permissions boundary must be a policy that exists; Lambda hears of a change later.

moto accepts any text that looks like the ARN of a policy.
Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (NoSuchEntity).
"""

from typing import Any

from moto.iam.exceptions import NoSuchEntity
from moto.iam.models import IAMBackend

from localcloud.identity import propagation
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Apply the patch of IAM."""
    wrap(IAMBackend, "create_role")(_create_role)
    wrap(IAMBackend, "put_role_permissions_boundary")(_put_boundary)
    wrap(IAMBackend, "put_role_policy")(_change)
    wrap(IAMBackend, "update_assume_role_policy")(_change)


def _create_role(original: Method, backend: Any, *args: Any, **kwargs: Any) -> Any:
    boundary = kwargs["permissions_boundary"] if "permissions_boundary" in kwargs else args[3]
    _check(backend, boundary)
    role = original(backend, *args, **kwargs)
    propagation.active.role_changed(role.arn)
    return role


def _change(original: Method, backend: Any, role_name: str, *args: Any, **kwargs: Any) -> None:
    original(backend, role_name, *args, **kwargs)
    propagation.active.role_changed(backend.get_role(role_name).arn)


def _put_boundary(
    original: Method, backend: Any, role_name: str, permissions_boundary: str
) -> None:
    _check(backend, permissions_boundary)
    original(backend, role_name, permissions_boundary)


def _check(backend: Any, boundary: str | None) -> None:
    if boundary and boundary not in backend.managed_policies:
        raise NoSuchEntity(f"Scope ARN: {boundary} does not exist or is not attachable.")
