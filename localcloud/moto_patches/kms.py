"""KMS: a key may be named by its ARN wherever AWS allows it, and its tags may decide late.

moto takes the ARN for an unknown id where a key is enabled, disabled, or scheduled for deletion.
The key of a service is AWS's own, and its rotation status is always true.
Sources: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html (KeyId) and
API_GetKeyRotationStatus.html, read 2026-11-26. For the tags see `localcloud.identity.propagation`.
"""

from typing import Any

from moto.kms.models import KmsBackend

from localcloud.account import ACCOUNT, REGION
from localcloud.identity import propagation, resources
from localcloud.moto_patches.wrapping import Method, wrap

_BY_ID_ONLY = ("cancel_key_deletion", "disable_key", "enable_key", "schedule_key_deletion")


def apply() -> None:
    """Apply the patches of KmsBackend."""
    for name in _BY_ID_ONLY:
        wrap(KmsBackend, name)(_by_id)
    wrap(KmsBackend, "create_key")(_create)
    wrap(KmsBackend, "_generate_default_keys")(_create_managed)
    wrap(KmsBackend, "tag_resource")(_tag)
    wrap(KmsBackend, "untag_resource")(_tag)


def _by_id(original: Method, backend: Any, key_id: str, *args: Any) -> Any:
    return original(backend, backend.get_key_id(key_id), *args)


def _create(original: Method, backend: Any, *args: Any, **kwargs: Any) -> Any:
    key = original(backend, *args, **kwargs)
    _note(key.arn)
    return key


def _create_managed(original: Method, backend: Any, alias_name: str) -> Any:
    """The key of a service, `alias/aws/<service>`; nobody can stop its rotation."""
    key_id = original(backend, alias_name)
    if key_id:
        backend.keys[key_id].key_manager = "AWS"
        backend.keys[key_id].key_rotation_status = True
    return key_id


def _tag(original: Method, backend: Any, arn: str, tags: Any) -> None:
    original(backend, arn, tags)
    _note(f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{backend.get_key_id(arn)}")


def _note(key_arn: str) -> None:
    propagation.active.key_tagged(key_arn, resources.tags(key_arn))
