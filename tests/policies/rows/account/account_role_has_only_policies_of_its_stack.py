"""What proves account_role_has_only_policies_of_its_stack."""

from tests.policies.deployment import ROLES, resources
from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow

PLAN, ATTACHED, RIGHTS = (
    "aws_iam_role.plan",
    "aws_iam_role_policy_attachment.plan",
    "aws_iam_policy.plan-rights",
)
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
WANTED = "an aws_iam_policy and its aws_iam_role_policy_attachment"

ROWS = Rows(
    resources=resources({role: [allow("sqs:ListQueues")] for role in ROLES}),
    compliant=(
        *(f"aws_iam_policy.{role}-rights" for role in ROLES),
        "aws_iam_policy.boundary",
        *(f"aws_iam_role.{role}" for role in ROLES),
        *(f"aws_iam_role_policy_attachment.{role}" for role in ROLES),
    ),
    table=(
        Row(
            "an administrator",
            {
                "aws_iam_role_policy_attachment.admin": {
                    "policy_arn": ADMINISTRATOR,
                    "role": "${aws_iam_role.plan.name}",
                }
            },
            {
                "aws_iam_role_policy_attachment.admin": f'found policy_arn "{ADMINISTRATOR}",'
                " wanted the arn of an aws_iam_policy of this stack"
            },
        ),
        Row(
            "an administrator within the role",
            {f"{PLAN}.managed_policy_arns": [ADMINISTRATOR]},
            {PLAN: f"found managed_policy_arns in the role, wanted {WANTED}"},
        ),
        Row(
            "a policy within the role",
            {f"{PLAN}.inline_policy": [{"name": "more"}]},
            {PLAN: f"found inline_policy in the role, wanted {WANTED}"},
        ),
        Row(
            "a policy of its own kind",
            {"aws_iam_role_policy.more": {"role": "${aws_iam_role.plan.id}"}},
            {"aws_iam_role_policy.more": f"found an aws_iam_role_policy, wanted {WANTED}"},
        ),
        Row(
            "the rights of another role",
            {f"{ATTACHED}.policy_arn": "${aws_iam_policy.deploy-rights.arn}"},
            {
                ATTACHED: "found market-pipelines-deploy-rights attached to market-pipelines-plan,"
                " wanted the role of its name",
                RIGHTS: "found a policy of 0 roles, wanted of 1",
                "aws_iam_policy.deploy-rights": "found a policy of 2 roles, wanted of 1",
            },
        ),
        Row(
            "a policy of nobody",
            {ATTACHED: REMOVED},
            {RIGHTS: "found a policy of 0 roles, wanted of 1", ATTACHED: None},
        ),
        Row(
            "the boundary as rights",
            {
                "aws_iam_role_policy_attachment.boundary": {
                    "policy_arn": "${aws_iam_policy.boundary.arn}",
                    "role": "${aws_iam_role.plan.name}",
                }
            },
            {
                "aws_iam_role_policy_attachment.boundary": "found market-pipelines-boundary"
                " attached to market-pipelines-plan, wanted the role of its name",
                "aws_iam_policy.boundary": "found a policy of 1 roles, wanted of 0",
            },
        ),
        Row(
            "a fourth role",
            {"aws_iam_role.admin": {"name": "market-pipelines-admin"}},
            {
                "aws_iam_role.admin": "found a role with an unknown name, wanted"
                " market-pipelines-plan,"
                " market-pipelines-ephemeral, market-pipelines-deploy"
            },
        ),
        Row(
            "a policy from elsewhere",
            {f"{ATTACHED}.policy_arn": "${var.policy}"},
            {
                ATTACHED: "undecided: policy_arn:"
                " the expression ${var.policy} is more than strings and references",
                RIGHTS: "found a policy of 0 roles, wanted of 1",
            },
        ),
        Row("what is no role", {"aws_sqs_queue.other": {}}),
    ),
)
