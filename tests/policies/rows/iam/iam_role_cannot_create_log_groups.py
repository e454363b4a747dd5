"""What proves iam_role_cannot_create_log_groups."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow, document

ROLE_POLICY = "aws_iam_role_policy.worker"
POLICY = f"{ROLE_POLICY}.policy"


def _forbidden(action: str) -> Row:
    answer = f"found action {action}, wanted no logs:CreateLogGroup"
    return Row(action, {POLICY: document(allow(["sns:Publish", action]))}, {ROLE_POLICY: answer})


ROWS = Rows(
    resources={
        "aws_iam_role_policy": {
            "worker": {"policy": document(allow(["logs:CreateLogStream", "logs:PutLogEvents"]))}
        }
    },
    compliant=(ROLE_POLICY,),
    table=(
        _forbidden("logs:CreateLogGroup"),
        _forbidden("logs:createloggroup"),
        _forbidden("logs:*"),
        _forbidden("logs:Create*"),
        _forbidden("logs:CreateLog?roup"),
        _forbidden("*"),
        Row("a wildcard of another service", {POLICY: document(allow("sns:*"))}),
        Row(
            "a denial",
            {POLICY: document({**allow("logs:CreateLogGroup"), "Effect": "Deny"})},
        ),
        Row(
            "no document",
            {POLICY: REMOVED},
            {ROLE_POLICY: "found no policy, wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {POLICY: "${data.aws_iam_policy_document.worker.json}"},
            {
                ROLE_POLICY: "undecided: policy: the expression"
                " ${data.aws_iam_policy_document.worker.json} is not a readable document"
            },
        ),
        Row(
            "a policy of its own",
            {"aws_iam_policy.shared": {"policy": document(allow("logs:*"))}},
            {"aws_iam_policy.shared": "found action logs:*, wanted no logs:CreateLogGroup"},
        ),
    ),
)
