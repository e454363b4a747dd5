"""The blocks `terraform` and `provider`: compared with what is expected, then written anew.

Either alone takes over a plan: a backend is asked at init, a provider is a program, and a profile
with `credential_process` runs a command. Of a foreign document only the default tags are taken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.engine.terraform_json.fault import Fault, below
from policies.engine.terraform_json.templates import starts

SOURCE = "hashicorp/aws"
SOURCES = ("aws", SOURCE, f"registry.terraform.io/{SOURCE}")
VERSION = "required_version"
TERRAFORM = {"//", "backend", "required_providers", VERSION}
# A constraint on the version of Terraform itself, as `>= 1.11, < 2`.
ONE = r"(?:[<>]=?|!=|~>|=)? ?[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}"
CONSTRAINT = re.compile(rf"{ONE}(?:, ?{ONE}){{0,9}}")
TAG = "Environment"
LONGEST_TAG = 256
AS_EXPECTED = "Leave it as the synthesis of the main branch writes it, or change that one first."


@dataclass(frozen=True)
class OwnBlocks:
    """What a stack of one environment must be: its backend, region, provider and default tag.

    `backend` is what is written; a synthesis without the bucket's name writes one of `also`.
    """

    environment: str
    region: str
    provider_version: str
    backend: Mapping[str, Any]
    also: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def faults(self, document: Mapping[str, Any]) -> Iterator[Fault]:
        """Where the document's own two blocks differ from that."""
        yield from self._terraform_faults(document.get("terraform"))
        yield from self._provider_faults(document.get("provider"))

    def written(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Both blocks, in our words, for a document without faults."""
        tags = dict(_tags(document["provider"]) or {})
        aws = {"source": SOURCE, "version": self.provider_version}
        version = document["terraform"].get(VERSION)
        return {
            "terraform": {
                "backend": self.backend,
                "required_providers": {"aws": aws},
                **({VERSION: version} if version else {}),
            },
            "provider": {"aws": {"region": self.region, "default_tags": {"tags": tags}}},
        }

    def _terraform_faults(self, block: Any) -> Iterator[Fault]:
        needed = {"backend", "required_providers"}
        if not isinstance(block, Mapping) or block.keys() - {VERSION} != needed:
            reason = "the block terraform must hold backend and required_providers only"
            yield Fault("$.terraform", reason, AS_EXPECTED)
            return
        yield from _version_faults(block)
        if block["backend"] not in [self.backend, *self.also]:
            reason = f"the backend is not the one of environment {self.environment}"
            yield Fault("$.terraform.backend", reason, AS_EXPECTED)
        pinned = [{"aws": {"source": each, "version": self.provider_version}} for each in SOURCES]
        if block["required_providers"] not in pinned:
            reason = f"it is not only aws, from {SOURCE}, version {self.provider_version}"
            remedy = "Change the provider's lock file on the main branch first, by itself."
            yield Fault("$.terraform.required_providers", reason, remedy)

    def _provider_faults(self, block: Any) -> Iterator[Fault]:
        tags = _tags(block)
        if tags is None or _only(block["aws"])["region"] != self.region:
            reason = f"it is not one provider aws with region {self.region} and default_tags only"
            yield Fault("$.provider", reason, AS_EXPECTED)
            return
        if not all(_is_plain(value) for pair in tags.items() for value in pair):
            reason = f"a default tag is no plain text of at most {LONGEST_TAG} characters"
            yield Fault("$.provider.aws.default_tags", reason, "Compute tags in the synthesis.")
        if tags.get(TAG) != self.environment:
            reason = f"the default tag {TAG} is not {self.environment}"
            yield Fault("$.provider.aws.default_tags", reason, AS_EXPECTED)


def unseen(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What no policy sees of both blocks: other settings of Terraform, and other providers."""
    terraform, providers = document.get("terraform") or {}, document.get("provider") or {}
    for path, block, known in (
        ("$.terraform", terraform, TERRAFORM),
        ("$.provider", providers, {"aws"}),
    ):
        if not isinstance(block, Mapping):
            yield Fault(path, "it is not one object", AS_EXPECTED)
            return
        for name in sorted(block.keys() - known):
            reason = f"only {', '.join(sorted(known - {'//'}))} may stand here"
            yield Fault(below(path, name), reason, AS_EXPECTED)
    yield from _version_faults(terraform)
    configured = providers.get("aws") or {}
    blocks = configured if isinstance(configured, list) else [configured]
    if len(blocks) > 1 or not all(isinstance(block, Mapping) for block in blocks):
        yield Fault("$.provider.aws", "it is not one object", AS_EXPECTED)


def _version_faults(block: Mapping[str, Any]) -> Iterator[Fault]:
    version = block.get(VERSION)
    if version is not None and not (isinstance(version, str) and CONSTRAINT.fullmatch(version)):
        yield Fault(f"$.terraform.{VERSION}", "it is no constraint like >= 1.11", AS_EXPECTED)


def _only(block: Any) -> Any:
    """The one block, whether it is written as an object or as a list of one object."""
    return block[0] if isinstance(block, list) and len(block) == 1 else block


def _present(block: Any) -> Any:
    """The block without what is null or an empty list, which are nothing for Terraform."""
    if not isinstance(block, Mapping):
        return block
    return {name: value for name, value in block.items() if value not in (None, [])}


def _tags(block: Any) -> Mapping[str, Any] | None:
    """The default tags of `{aws: {region, default_tags: {tags}}}`; None for any other shape."""
    match block:
        case {"aws": written, **others} if not others:
            match _present(_only(written)):
                case {"region": _, "default_tags": default, **more} if not more:
                    return _named(_only(default))
    return None


def _named(default: Any) -> Mapping[str, Any] | None:
    match default:
        case {"tags": Mapping() as tags, **others} if not others:
            return tags
    return None


def _is_plain(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_TAG and not starts(value)
