"""The AWS account of a stack."""

from dataclasses import dataclass

REGION = "us-east-1"


@dataclass(frozen=True)
class Account:
    """The account of the stack, as references that Terraform resolves: synthesis calls no AWS."""

    id: str
    partition: str
    region: str = REGION

    def arn(self, service: str, resource: str) -> str:
        """The literal ARN of a regional resource of this account.

        Literal, because a reference from a key policy to the users of the key is a cycle.
        """
        return f"arn:{self.partition}:{service}:{self.region}:{self.id}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """The literal ARN of a resource without a region, for instance of IAM."""
        return f"arn:{self.partition}:{service}::{self.id}:{resource}"

    @property
    def root(self) -> str:
        """The principal that delegates to the account's IAM policies."""
        return self.global_arn("iam", "root")
