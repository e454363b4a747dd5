"""What proves iam_policy_names_each_action."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow, document

ROLE_POLICY = "aws_iam_role_policy.worker"
POLICY = f"{ROLE_POLICY}.policy"
WANTED = "wanted an action by its full name"

ROWS = Rows(
    resources={"aws_iam_role_policy": {"worker": {"policy": document(allow("sns:Publish"))}}},
    compliant=(ROLE_POLICY,),
    table=(
        Row(
            "everything",
            {POLICY: document(allow("*"))},
            {ROLE_POLICY: f"found action *, {WANTED}"},
        ),
        Row(
            "everything of a service",
            {POLICY: document(allow("sns:*"))},
            {ROLE_POLICY: f"found action sns:*, {WANTED}"},
        ),
        Row(
            "a wildcard hidden in a list",
            {POLICY: document(allow("sns:Publish"), allow(["sqs:SendMessage", "sqs:Get*"]))},
            {ROLE_POLICY: f"found action sqs:Get*, {WANTED}"},
        ),
        Row(
            "one letter left open",
            {POLICY: document(allow("sns:Publis?"))},
            {ROLE_POLICY: f"found action sns:Publis?, {WANTED}"},
        ),
        Row(
            "everything but one action",
            {POLICY: document({"Effect": "Allow", "NotAction": "iam:PassRole", "Resource": "*"})},
            {
                ROLE_POLICY: "found NotAction in policy,"
                " wanted only Action, Condition, Effect, Principal, Resource, Sid"
            },
        ),
        Row(
            "a denial",
            {POLICY: document(allow("sns:Publish"), {**allow("sns:Publish"), "Effect": "Deny"})},
            {ROLE_POLICY: "found Deny sns:Publish, wanted Allow"},
        ),
        Row(
            "an effect that IAM does not know",
            {POLICY: document({**allow("sns:Publish"), "Effect": "allow"})},
            {ROLE_POLICY: "found a statement of policy with effect allow, wanted Allow or Deny"},
        ),
        Row(
            "no action",
            {POLICY: document(allow([]))},
            {ROLE_POLICY: "found [] in policy, wanted a string, or a non-empty list of strings"},
        ),
        Row(
            "an action twice",
            {POLICY: document(allow(["sns:Publish", "sns:Publish"]))},
            {ROLE_POLICY: "found ['sns:Publish', 'sns:Publish'] in policy, wanted each value once"},
        ),
        Row(
            "no statement",
            {POLICY: document()},
            {ROLE_POLICY: "found policy without statements, wanted statements"},
        ),
        Row(
            "the language of 2008",
            {POLICY: document(allow("sns:Publish")).replace("2012-10-17", "2008-10-17")},
            {ROLE_POLICY: "found policy of version 2008-10-17, wanted version 2012-10-17"},
        ),
        Row(
            "a condition that is none",
            {POLICY: document({**allow("sns:Publish"), "Condition": ["now"]})},
            {ROLE_POLICY: "found policy with the condition ['now'], wanted an object"},
        ),
        Row(
            "no document",
            {POLICY: REMOVED},
            {ROLE_POLICY: "found no policy, wanted a policy document"},
        ),
        Row(
            "an action made of something unknown",
            {POLICY: document(allow("sns:${upper(var.action)}"))},
            {
                ROLE_POLICY: "undecided: policy: the expression sns:${upper(var.action)}"
                " is more than strings and references"
            },
        ),
        Row(
            "a policy of its own",
            {"aws_iam_policy.shared": {"policy": document(allow("sns:*"))}},
            {"aws_iam_policy.shared": f"found action sns:*, {WANTED}"},
        ),
        Row("another kind of policy", {"aws_kms_key.key": {"policy": document(allow("kms:*"))}}),
    ),
)
