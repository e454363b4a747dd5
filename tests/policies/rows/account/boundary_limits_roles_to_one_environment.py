"""What proves boundary_limits_roles_to_one_environment."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION, allow, document

BOUNDARY = "aws_iam_policy.boundary"
SUFFIX = "$${aws:PrincipalTag/Environment}"
WANTED = "an action of a function on names of its environment"
HERE = f"{PARTITION}:dynamodb:us-east-1:{ACCOUNT}"
SHOWN = "arn:<partition>:dynamodb:us-east-1:<account>"
ITEMS = allow("dynamodb:PutItem", f"{HERE}:table/*-{SUFFIX}")
STREAMS = allow("dynamodb:GetRecords", f"{HERE}:table/*-{SUFFIX}/stream/*")
KEYS = allow("kms:Decrypt", f"{PARTITION}:kms:us-east-1:{ACCOUNT}:key/*")
LISTS = allow("dynamodb:ListStreams")


def _row(name: str, statement: object, found: str) -> Row:
    made = document(ITEMS, STREAMS, KEYS, LISTS, statement)
    return Row(name, {f"{BOUNDARY}.policy": made}, {BOUNDARY: f"found {found}, wanted {WANTED}"})


ROWS = Rows(
    resources={
        "aws_iam_policy": {
            "boundary": {
                "name": "market-pipelines-boundary",
                "policy": document(ITEMS, STREAMS, KEYS, LISTS),
            }
        }
    },
    compliant=(BOUNDARY,),
    table=(
        _row(
            "tables of every environment",
            allow("dynamodb:PutItem", f"{HERE}:table/*"),
            f"dynamodb:PutItem on {SHOWN}:table/*",
        ),
        _row(
            "tables of one environment for all",
            allow("dynamodb:PutItem", f"{HERE}:table/*-dev"),
            f"dynamodb:PutItem on {SHOWN}:table/*-dev",
        ),
        _row(
            "tables of another account",
            allow("dynamodb:PutItem", f"{PARTITION}:dynamodb:us-east-1:1:table/*-{SUFFIX}"),
            "dynamodb:PutItem on"
            " arn:<partition>:dynamodb:us-east-1:1:table/*-${aws:PrincipalTag/Environment}",
        ),
        _row("everything", allow("*"), "action *"),
        _row("new roles", allow("iam:CreateRole"), "action iam:CreateRole"),
        _row("any key's administration", allow("kms:*", "*"), "action kms:*"),
        _row(
            "a list beside others",
            allow(["dynamodb:ListStreams", "dynamodb:ListTables"]),
            "action dynamodb:ListStreams",
        ),
        _row("on nothing", allow("sqs:SendMessage", None), "sqs:SendMessage on nothing"),
        _row(
            "a Deny",
            {**ITEMS, "Effect": "Deny"},
            f"Deny, dynamodb:PutItem, on {SHOWN}:table/*-${{aws:PrincipalTag/Environment}}",
        ),
        Row(
            "no document",
            {f"{BOUNDARY}.policy": REMOVED},
            {BOUNDARY: "found no policy, wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {f"{BOUNDARY}.policy": "${var.boundary}"},
            {
                BOUNDARY: "undecided: policy:"
                " the expression ${var.boundary} is not a readable document"
            },
        ),
        Row(
            "a policy of a role",
            {f"{BOUNDARY}.name": "market-pipelines-plan-read"},
            {BOUNDARY: None},
        ),
    ),
)
