"""The account stack holds only shared resources, and Terraform cannot destroy the vital ones."""

from policies import Card, Known, Resource, Severity, Stack, as_bool, expect
from policies.aws.deployment_roles import BOUNDARY, POLICY, name_of
from policies.engine.decision import COMPLIANT, Decision, Violation

WHEN_MISSING = "Terraform may destroy or replace it"

CARD = Card(
    title="The account stack holds only shared resources, and Terraform cannot destroy the vital"
    " ones",
    severity=Severity.HIGH,
    why="Without the state bucket and its key, no environment can be changed or destroyed; without"
    " the boundary, no role can be created. No policy covers other resource types, and workflow"
    " runs may change whatever is tagged as an environment.",
    remedy="Set lifecycle.prevent_destroy to true on the bucket, the key and the boundary. Write a"
    " policy for a new type or attribute, then add it to KNOWN_ATTRIBUTES. Keep the tag Environment"
    " at account.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
    requirements=("R-ACC-1", "R-ACC-4"),
    when_missing=WHEN_MISSING,
    stacks=("bootstrap",),
    overlaps_with=("account_role_has_only_policies_of_its_stack", "account_trusts_only_github"),
)

KEPT = ("aws_kms_key", "aws_s3_bucket")
COMMON = {"//", "depends_on", "lifecycle"}
# Type -> the attributes that the policies of this stack check.
KNOWN_ATTRIBUTES = {
    "aws_iam_openid_connect_provider": {"client_id_list", "url"},
    "aws_iam_policy": {"description", "name", "policy"},
    "aws_iam_role": {"assume_role_policy", "description", "max_session_duration", "name"},
    "aws_iam_role_policy_attachment": {"policy_arn", "role"},
    "aws_kms_alias": {"name", "target_key_id"},
    "aws_kms_key": {"deletion_window_in_days", "description", "enable_key_rotation", "policy"},
    "aws_s3_bucket": {"bucket"},
    "aws_s3_bucket_lifecycle_configuration": {"bucket", "rule"},
    "aws_s3_bucket_ownership_controls": {"bucket", "rule"},
    "aws_s3_bucket_policy": {"bucket", "policy"},
    "aws_s3_bucket_public_access_block": {
        "block_public_acls",
        "block_public_policy",
        "bucket",
        "ignore_public_acls",
        "restrict_public_buckets",
    },
    "aws_s3_bucket_server_side_encryption_configuration": {"bucket", "rule"},
    "aws_s3_bucket_versioning": {"bucket", "versioning_configuration"},
}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the type and its attributes are known, and what is needed is kept."""
    known = KNOWN_ATTRIBUTES.get(resource.type)
    if known is None:
        return Violation(f"an {resource.type}", "only states, trust, roles and their boundary")
    if strange := sorted(set(resource.values) - known - COMMON):
        return Violation(f"the attribute {strange[0]}", ", ".join(sorted(known)))
    if stack.suffix != Known("account"):
        return Violation(f"the tag Environment = {stack.suffix}", "account")
    return _kept(resource, stack)


def _kept(resource: Resource, stack: Stack) -> Decision:
    is_boundary = resource.type == POLICY and name_of(resource, stack) == BOUNDARY
    if resource.type not in KEPT and not is_boundary:
        return COMPLIANT
    return expect(
        stack.value(resource, "lifecycle", "prevent_destroy"),
        "lifecycle.prevent_destroy",
        lambda found: as_bool(found) is True,
        wanted="true",
        when_missing=WHEN_MISSING,
    )
