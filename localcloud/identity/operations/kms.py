"""KMS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html."""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.kms.models import kms_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.identity.needs import Need, arn, pairs, request_tags, tag_keys

_OF_THE_ACCOUNT = {
    "CreateKey", "ListKeys", "ListAliases", "GenerateRandom", "ListRetirableGrants"
}  # fmt: skip


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for one operation."""
    context = request_tags(pairs(params.get("Tags"), "TagKey", "TagValue"))
    if name in _OF_THE_ACCOUNT:
        yield Need(f"kms:{name}", context=context)
        if name == "CreateKey" and context:
            # https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html
            yield Need("kms:TagResource", context=context)
    elif name.endswith("Alias"):
        yield from _alias(f"kms:{name}", params)
    elif name == "ReEncrypt":
        yield Need("kms:ReEncryptTo", key_arn(params["DestinationKeyId"]))
        if "SourceKeyId" in params:
            yield Need("kms:ReEncryptFrom", key_arn(params["SourceKeyId"]))
    else:
        yield Need(f"kms:{name}", _key(params), {**context, **_context(params)})


def key_arn(key_id: str) -> str:
    """The ARN of a key named by id, ARN or alias; an unknown name stays as it is."""
    backend = kms_backends[ACCOUNT][REGION]
    alias = key_id.partition(":alias/")[2] or key_id.partition("alias/")[2]
    if alias:
        found = backend.get_key_id_from_alias(f"alias/{alias}")
        return str(backend.keys[found].arn) if found else arn("kms", f"alias/{alias}")
    return key_id if key_id.startswith("arn:") else arn("kms", f"key/{key_id}")


def _alias(action: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The right on the alias and on each key that it names, before and after."""
    name = params["AliasName"]
    yield Need(action, arn("kms", name))
    before = key_arn(name)
    if not before.endswith(name):
        yield Need(action, before)
    if "TargetKeyId" in params:
        yield Need(action, key_arn(params["TargetKeyId"]))


def _key(params: Mapping[str, Any]) -> str:
    if "KeyId" in params:
        return key_arn(params["KeyId"])
    # A ciphertext of KMS names its key.
    return key_arn(_of_ciphertext(params.get("CiphertextBlob") or b""))


def _of_ciphertext(blob: bytes) -> str:
    """Moto's ciphertexts begin with the key's id."""
    return blob[:36].decode("ascii", "replace")


def _context(params: Mapping[str, Any]) -> dict[str, Any]:
    encryption = params.get("EncryptionContext") or {}
    context: dict[str, Any] = {f"kms:EncryptionContext:{k}": v for k, v in encryption.items()}
    if encryption:
        context["kms:EncryptionContextKeys"] = list(encryption)
    if "GranteePrincipal" in params:
        context["kms:GranteePrincipal"] = params["GranteePrincipal"]
        context["kms:GrantOperations"] = params.get("Operations") or []
        context["kms:GrantIsForAWSResource"] = "false"
    if "TagKeys" in params:
        context |= tag_keys(params["TagKeys"])
    return context
