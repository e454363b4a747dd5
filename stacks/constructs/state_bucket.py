"""Promise: states are private, versioned, encrypted with a key of their own, and recoverable."""

from collections.abc import Sequence
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
)
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA as Encryption,
)
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationRuleA as EncryptionRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA as ByDefault,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from stacks.account_settings import KEY_ALIAS
from stacks.constructs.account import Account
from stacks.constructs.policy_document import deny, document, statement

# How long an old version of a state can be restored.
OLD_VERSIONS_DAYS = 90
UNFINISHED_UPLOADS_DAYS = 7
# The longest window that KMS allows: without this key no stack can change any more.
DELETION_WINDOW_DAYS = 30


class StateBucket(Construct):
    """The bucket of all Terraform states, its key, and a policy that denies unsafe access."""

    def __init__(self, scope: Construct, id_: str, name: str, account: Account) -> None:
        super().__init__(scope, id_)
        self._account = account
        self.key = self._build_key()
        kept = TerraformResourceLifecycle(prevent_destroy=True)
        self.bucket = S3Bucket(self, "bucket", bucket=name, lifecycle=kept)
        self._build_versions()
        self._build_encryption()
        access = self._build_access()
        self._build_policy(access)

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return self.bucket.arn

    def _build_key(self) -> KmsKey:
        admin = statement("AccountAdmin", ["kms:*"], ["*"], principal={"AWS": self._account.root})
        key = KmsKey(
            self,
            "key",
            description="Encrypts the Terraform states of all environments",
            enable_key_rotation=True,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            policy=document([admin]),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
        )
        KmsAlias(self, "alias", name=KEY_ALIAS, target_key_id=key.key_id)
        return key

    def _build_versions(self) -> None:
        versions = S3BucketVersioningA(
            self,
            "versions",
            bucket=self.bucket.id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(status="Enabled"),
        )
        S3BucketLifecycleConfiguration(
            self, "lifecycle", bucket=self.bucket.id, rule=[_old_versions()], depends_on=[versions]
        )

    def _build_encryption(self) -> None:
        by_default = ByDefault(sse_algorithm="aws:kms", kms_master_key_id=self.key.arn)
        rule = EncryptionRule(apply_server_side_encryption_by_default=by_default)
        # Without a bucket key: with one, KMS does not learn which object is read.
        Encryption(self, "encryption", bucket=self.bucket.id, rule=[rule])

    def _build_access(self) -> Sequence[Any]:
        block = S3BucketPublicAccessBlock(
            self,
            "access",
            bucket=self.bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
        )
        owner = S3BucketOwnershipControls(
            self,
            "owner",
            bucket=self.bucket.id,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
        )
        return [block, owner]

    def _build_policy(self, access: Sequence[Any]) -> None:
        S3BucketPolicy(
            self,
            "policy",
            bucket=self.bucket.id,
            policy=document([self._deny_without_tls(), *self._deny_other_keys()]),
            # S3 refuses two concurrent changes of the access to a bucket.
            depends_on=access,
        )

    def _deny_without_tls(self) -> dict[str, Any]:
        return deny(
            "OnlyOverTls",
            ["s3:*"],
            [self.bucket.arn, f"{self.bucket.arn}/*"],
            {"Bool": {"aws:SecureTransport": "false"}},
            principal="*",
        )

    def _deny_other_keys(self) -> list[dict[str, Any]]:
        """Deny uploads under any key but the bucket's own.

        An upload that names no key gets the bucket's own. `Null` excludes it here, because a
        negated comparison alone is true for an absent key.
        """
        objects, named = [f"{self.bucket.arn}/*"], "s3:x-amz-server-side-encryption"
        key = f"{named}-aws-kms-key-id"
        others = {"Null": {key: "false"}, "StringNotEquals": {key: self.key.arn}}
        of_s3 = {"StringEquals": {named: "AES256"}}
        return [
            deny("NoOtherKey", ["s3:PutObject"], objects, others, principal="*"),
            deny("NoKeyOfS3", ["s3:PutObject"], objects, of_s3, principal="*"),
        ]


def _old_versions() -> S3BucketLifecycleConfigurationRule:
    return S3BucketLifecycleConfigurationRule(
        id="old-versions",
        status="Enabled",
        filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
        noncurrent_version_expiration=[
            S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                noncurrent_days=OLD_VERSIONS_DAYS
            )
        ],
        expiration=[
            S3BucketLifecycleConfigurationRuleExpiration(expired_object_delete_marker=True)
        ],
        abort_incomplete_multipart_upload=[
            S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                days_after_initiation=UNFINISHED_UPLOADS_DAYS
            )
        ],
    )
