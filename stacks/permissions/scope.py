"""The scope of permissions: names, tags and states of some environments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stacks.constructs.account import Account
from stacks.permissions import boundary


@dataclass(frozen=True)
class Scope:
    """Environments of an account; each of `suffixes` may end in `*`.

    `bucket` and `key` are the ARNs of the state bucket and of its key.
    """

    account: Account
    suffixes: tuple[str, ...]
    bucket: str
    key: str

    def arns(self, service: str, *forms: str) -> list[str]:
        """The ARNs of a service whose names end in one of the suffixes; `{}` is the suffix."""
        return [self.account.arn(service, form.format(s)) for form in forms for s in self.suffixes]

    def global_arns(self, service: str, form: str) -> list[str]:
        """The same for services without a region."""
        return [self.account.global_arn(service, form.format(s)) for s in self.suffixes]

    def objects(self, *forms: str) -> list[str]:
        """Objects of the state bucket."""
        return [f"{self.bucket}/{form.format(s)}" for form in forms for s in self.suffixes]

    @property
    def boundary(self) -> str:
        """The ARN of the permissions boundary."""
        return boundary.arn(self.account.partition, self.account.id)

    @property
    def requested(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that the request sets the tag of one of the environments."""
        return {"StringLike": {"aws:RequestTag/Environment": list(self.suffixes)}}

    @property
    def tagged(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that the resource has the tag of one of the environments."""
        return {"StringLike": {"aws:ResourceTag/Environment": list(self.suffixes)}}

    @property
    def requested_foreign(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that the request sets the tag of another environment."""
        tag = "aws:RequestTag/Environment"
        return {"Null": {tag: "false"}, "StringNotLike": {tag: list(self.suffixes)}}

    @property
    def foreign(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that the resource has the tag of another environment."""
        tag = "aws:ResourceTag/Environment"
        return {"Null": {tag: "false"}, "StringNotLike": {tag: list(self.suffixes)}}
