"""The base class of all stacks: provider, tags, backend, readable addresses."""

from collections.abc import Mapping

import jsii
from cdktf import LocalBackend, S3Backend, TerraformElement, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktf_cdktf_provider_aws.data_aws_partition import DataAwsPartition
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct, Node

from stacks.backend import Backend
from stacks.constructs.account import REGION, Account


class BaseStack(TerraformStack):
    """A stack with a state of its own, whose resources all carry `tags`.

    A Terraform address is the construct path joined by hyphens. CDKTF merges two elements with one
    address silently, so the stack refuses them.
    """

    def __init__(
        self, scope: Construct, name: str, tags: Mapping[str, str], backend: Backend
    ) -> None:
        super().__init__(scope, name)
        self._paths: dict[tuple[str, str], str] = {}
        self._build_backend(backend)
        provider_tags = AwsProviderDefaultTags(tags=dict(tags))
        AwsProvider(self, "aws", region=REGION, default_tags=[provider_tags])
        self.account = self._build_account()

    def _build_backend(self, backend: Backend) -> None:
        """Declare the backend: CDKTF's own default is an absolute path without the suffix."""
        if backend.bucket:
            S3Backend(self, bucket=backend.bucket, key=backend.key)
        else:
            LocalBackend(self, path=backend.path)
        # cdktf 0.21 knows no use_lockfile; Terraform 1.11 locks natively in the bucket.
        self.add_override("terraform.backend", backend.block)

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
