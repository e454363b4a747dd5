"""The stack that all stacks extend: provider, tags, backend, readable addresses."""

from dataclasses import dataclass

import jsii
from cdktf import LocalBackend, S3Backend, TerraformElement, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct, Node

from stacks.environment import Environment

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

    @property
    def root(self) -> str:
        """The principal that stands for the account's own IAM policies."""
        return f"arn:{self.partition}:iam::{self.id}:root"


class EnvironmentStack(TerraformStack):
    """A stack of one environment: its state is its own, every resource carries the tags.

    Terraform addresses are the construct path joined by hyphens. Two elements with the same path
    would be merged silently, so they are refused.
    """

    def __init__(self, scope: Construct, name: str, environment: Environment) -> None:
        super().__init__(scope, name)
        self._paths: dict[tuple[str, str], str] = {}
        self.environment = environment
        self._build_backend(name)
        self._build_provider()
        self.account = self._build_account()

    def _build_backend(self, name: str) -> None:
        """Declare the backend: CDKTF's own default is an absolute path without the suffix."""
        suffix, bucket = self.environment.suffix, self.environment.state_bucket
        if not bucket:
            LocalBackend(self, path=f"../../../state/{suffix}/{name}.tfstate")
            return
        S3Backend(self, bucket=bucket, key=f"{name}/{suffix}.tfstate", region=REGION, encrypt=True)
        # cdktf 0.21 knows no use_lockfile; Terraform 1.11 locks natively in the bucket.
        self.add_override("terraform.backend.s3.use_lockfile", value=True)

    def _build_provider(self) -> None:
        tags = AwsProviderDefaultTags(tags=self.environment.tags)
        AwsProvider(self, "aws", region=REGION, default_tags=[tags])

    def _build_account(self) -> Account:
        identity = DataAwsCallerIdentity(self, "current")
        partition = DataAwsPartition(self, "partition")
        return Account(id=identity.account_id, partition=partition.partition)

    @jsii.member(jsii_name="allocateLogicalId")
    def _allocate_logical_id(self, tf_element: TerraformElement | Node) -> str:
        # For an asset CDKTF passes the node itself.
        node = tf_element.node if isinstance(tf_element, TerraformElement) else tf_element
        path = node.path
        logical_id = "-".join(path.split("/")[1:])
        kind = (type(tf_element).__name__, logical_id)
        if self._paths.setdefault(kind, path) != path:
            raise ValueError(f"{path} and {self._paths[kind]} would both be {logical_id}")
        return logical_id
