"""What proves lambda_function_depends_on_its_role_policies."""

from tests.policies.documents import REMOVED, Row, Rows

FUNCTION, POLICY = "aws_lambda_function.worker", "aws_iam_role_policy.worker"
DEPENDS = f"{FUNCTION}.depends_on"

ROWS = Rows(
    resources={
        "aws_iam_role": {"worker": {}},
        "aws_iam_role_policy": {"worker": {"role": "${aws_iam_role.worker.id}"}},
        "aws_lambda_function": {
            "worker": {"role": "${aws_iam_role.worker.arn}", "depends_on": [POLICY]}
        },
    },
    compliant=(FUNCTION,),
    table=(
        Row(
            "made at once",
            {DEPENDS: REMOVED},
            {FUNCTION: f"found no dependency on {POLICY}, wanted depends_on"},
        ),
        Row(
            "a second policy",
            {"aws_iam_role_policy.other": {"role": "${aws_iam_role.worker.id}"}},
            {FUNCTION: "found no dependency on aws_iam_role_policy.other, wanted depends_on"},
        ),
        Row(
            "the policy of another role",
            {
                "aws_iam_role.other": {},
                "aws_iam_role_policy.other": {"role": "${aws_iam_role.other.id}"},
            },
        ),
        Row(
            "a policy by reference",
            {DEPENDS: REMOVED, f"{FUNCTION}.description": "${aws_iam_role_policy.worker.name}"},
        ),
        Row(
            "a role of another stack",
            {f"{FUNCTION}.role": "${aws_iam_role.elsewhere.arn}"},
            {
                FUNCTION: "undecided: role is an unknown value"
                " (aws_iam_role.elsewhere.arn refers outside the stack), no role of this stack"
            },
        ),
        Row("no function", {FUNCTION: REMOVED}, {FUNCTION: None}),
    ),
)
