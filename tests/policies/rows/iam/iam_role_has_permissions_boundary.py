"""What proves iam_role_has_permissions_boundary."""

from tests.policies.documents import REMOVED, Row, Rows

ROLE = "aws_iam_role.worker"
BOUNDARY = f"{ROLE}.permissions_boundary"
HERE = "arn:${data.aws_partition.here.partition}:iam::${data.aws_caller_identity.me.account_id}"
WANTED = "wanted arn:<partition>:iam::<account>:policy/market-pipelines-boundary"

ROWS = Rows(
    resources={
        "aws_iam_role": {
            "worker": {"permissions_boundary": f"{HERE}:policy/market-pipelines-boundary"}
        }
    },
    compliant=(ROLE,),
    table=(
        Row(
            "no boundary",
            {BOUNDARY: REMOVED},
            {
                ROLE: "found no permissions_boundary (the role can do whatever its policies allow),"
                f" {WANTED}"
            },
        ),
        Row(
            "a policy of AWS's that bounds nothing",
            {BOUNDARY: "arn:aws:iam::aws:policy/AdministratorAccess"},
            {
                ROLE: "found permissions_boundary ="
                f" arn:<partition>:iam::aws:policy/AdministratorAccess, {WANTED}"
            },
        ),
        Row(
            "a policy of almost that name",
            {BOUNDARY: f"{HERE}:policy/market-pipelines-boundary-2"},
            {
                ROLE: "found permissions_boundary ="
                f" arn:<partition>:iam::<account>:policy/market-pipelines-boundary-2, {WANTED}"
            },
        ),
        Row(
            "a boundary that is decided elsewhere",
            {BOUNDARY: "${var.boundary}"},
            {
                ROLE: "undecided: permissions_boundary:"
                " the expression ${var.boundary} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
