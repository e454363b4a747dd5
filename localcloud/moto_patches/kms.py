"""KMS: tags that were just written may not decide yet, see `localcloud.identity.propagation`."""

from typing import Any

from moto.kms.models import KmsBackend

from localcloud.account import ACCOUNT, REGION
from localcloud.identity import propagation, resources
from localcloud.moto_patches.wrapping import Method, wrap


def apply() -> None:
    """Apply the patches of KmsBackend."""
    wrap(KmsBackend, "create_key")(_create)
    wrap(KmsBackend, "tag_resource")(_tag)
    wrap(KmsBackend, "untag_resource")(_tag)


def _create(original: Method, backend: Any, *args: Any, **kwargs: Any) -> Any:
    key = original(backend, *args, **kwargs)
    _note(key.arn)
    return key


def _tag(original: Method, backend: Any, arn: str, tags: Any) -> None:
    original(backend, arn, tags)
    _note(f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{backend.get_key_id(arn)}")


def _note(key_arn: str) -> None:
    propagation.active.key_tagged(key_arn, resources.tags(key_arn))
