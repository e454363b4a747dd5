"""How far rights reach: the names, the tags and the states of some environments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stacks import boundary
from stacks.constructs.account import Account


@dataclass(frozen=True)
class Reach:
    """Environments of an account; each of `suffixes` may end in `*`.

    `bucket` and `key` are the ARNs of the state bucket and of its key.
    """

    account: Account
    suffixes: tuple[str, ...]
    bucket: str
    key: str

    def arns(self, service: str, *forms: str) -> list[str]:
        """Everything of a service whose name ends in one of the suffixes; `{}` is the suffix."""
        return [self.account.arn(service, form.format(s)) for form in forms for s in self.suffixes]

    def global_arns(self, service: str, form: str) -> list[str]:
        """The same for services that belong to no region."""
        return [self.account.global_arn(service, form.format(s)) for s in self.suffixes]

    def objects(self, *forms: str) -> list[str]:
        """Objects of the state bucket."""
        return [f"{self.bucket}/{form.format(s)}" for form in forms for s in self.suffixes]

    @property
    def boundary(self) -> str:
        """The ARN of the permissions boundary."""
        return boundary.arn(self.account.partition, self.account.id)

    @property
    def asked(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that what is made carries the tag of such an environment."""
        return {"StringLike": {"aws:RequestTag/Environment": list(self.suffixes)}}

    @property
    def tagged(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that what is touched carries the tag of such an environment."""
        return {"StringLike": {"aws:ResourceTag/Environment": list(self.suffixes)}}

    @property
    def asked_for_others(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that something is to carry the tag of another environment."""
        tag = "aws:RequestTag/Environment"
        return {"Null": {tag: "false"}, "StringNotLike": {tag: list(self.suffixes)}}

    @property
    def of_others(self) -> Mapping[str, Mapping[str, Any]]:
        """The condition that what is touched carries the tag of another environment."""
        tag = "aws:ResourceTag/Environment"
        return {"Null": {tag: "false"}, "StringNotLike": {tag: list(self.suffixes)}}
