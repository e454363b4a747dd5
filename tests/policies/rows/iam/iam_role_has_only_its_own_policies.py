"""What proves iam_role_has_only_its_own_policies."""

from tests.policies.documents import Row, Rows

ROLE = "aws_iam_role.worker"
ATTACHMENT = "aws_iam_role_policy_attachment.basic"
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
WANTED = "wanted an aws_iam_role_policy"

ROWS = Rows(
    resources={"aws_iam_role": {"worker": {"name": "worker-role-dev"}}},
    compliant=(ROLE,),
    table=(
        Row(
            "a policy inside",
            {f"{ROLE}.inline_policy": [{"name": "all"}]},
            {ROLE: f"found inline_policy in the role, {WANTED}"},
        ),
        Row(
            "a policy of AWS",
            {f"{ROLE}.managed_policy_arns": [BASIC]},
            {ROLE: f"found managed_policy_arns in the role, {WANTED}"},
        ),
        Row(
            "nothing managed, said aloud",
            {f"{ROLE}.managed_policy_arns": []},
        ),
        Row(
            "decided elsewhere",
            {f"{ROLE}.managed_policy_arns": "${var.policies}"},
            {
                ROLE: "undecided: managed_policy_arns: the expression ${var.policies}"
                " is more than strings and references"
            },
        ),
        Row(
            "an attachment",
            {ATTACHMENT: {"policy_arn": BASIC, "role": "${aws_iam_role.worker.name}"}},
            {ATTACHMENT: f"found an aws_iam_role_policy_attachment, {WANTED}"},
        ),
        Row("a policy of the role's own", {"aws_iam_role_policy.worker": {"name": "worker-dev"}}),
    ),
)
