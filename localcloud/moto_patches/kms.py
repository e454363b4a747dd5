"""KMS: operations on a key take its ARN where they take its id.

moto looks for a key whose id is the ARN, and fails.
Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html (KeyId).
"""

from typing import Any

from moto.kms.models import KmsBackend

from localcloud.moto_patches.wrapping import Method, wrap

_BY_ID = ("cancel_key_deletion", "disable_key", "enable_key", "schedule_key_deletion")


def apply() -> None:
    """Apply the patches of KmsBackend."""
    for name in _BY_ID:
        wrap(KmsBackend, name)(_by_id)


def _by_id(original: Method, backend: Any, key_id: str, *args: Any) -> Any:
    return original(backend, backend.get_key_id(key_id), *args)
