"""The account that a stack lands in."""

from dataclasses import dataclass

REGION = "us-east-1"


@dataclass(frozen=True)
class Account:
    """The account that the stack lands in, as Terraform will know it: synthesis asks no account."""

    id: str
    partition: str
    region: str = REGION

    def arn(self, service: str, resource: str) -> str:
        """The literal ARN of a regional resource of this account.

        Literal, because a key policy that referred to the resources it names would be a cycle.
        """
        return f"arn:{self.partition}:{service}:{self.region}:{self.id}:{resource}"

    def global_arn(self, service: str, resource: str) -> str:
        """The literal ARN of a resource that belongs to no region, as those of IAM do."""
        return f"arn:{self.partition}:{service}::{self.id}:{resource}"

    @property
    def root(self) -> str:
        """The principal that stands for the account's own IAM policies."""
        return self.global_arn("iam", "root")
