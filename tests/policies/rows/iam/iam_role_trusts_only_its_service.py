"""What proves iam_role_trusts_only_its_service."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, ROOT, allow, document

ROLE = "aws_iam_role.worker"
TRUST = f"{ROLE}.assume_role_policy"
LAMBDA = {"Service": "lambda.amazonaws.com"}
FOR_US = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
ASSUME = allow("sts:AssumeRole", None, LAMBDA, FOR_US)


def _row(name: str, statements: list[object], answer: str) -> Row:
    return Row(name, {TRUST: document(*statements)}, {ROLE: answer})


ROWS = Rows(
    resources={
        "aws_iam_role": {"worker": {"assume_role_policy": document(ASSUME)}},
        "aws_lambda_function": {"worker": {"role": "${aws_iam_role.worker.arn}"}},
    },
    compliant=(ROLE,),
    table=(
        _row(
            "a second service",
            [
                allow(
                    "sts:AssumeRole",
                    None,
                    {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]},
                    FOR_US,
                )
            ],
            "found for ec2.amazonaws.com, lambda.amazonaws.com: Allow,"
            " if aws:SourceAccount StringEquals <account>, sts:AssumeRole, wanted nothing more",
        ),
        _row(
            "on behalf of any account",
            [allow("sts:AssumeRole", None, LAMBDA)],
            "found for lambda.amazonaws.com: nothing,"
            " wanted if aws:SourceAccount StringEquals <account>",
        ),
        _row(
            "on behalf of another account",
            [
                allow(
                    "sts:AssumeRole",
                    None,
                    LAMBDA,
                    {"StringEquals": {"aws:SourceAccount": "210987654321"}},
                )
            ],
            "found for lambda.amazonaws.com: if aws:SourceAccount StringEquals 210987654321,"
            " wanted if aws:SourceAccount StringEquals <account>",
        ),
        _row(
            "on behalf of whoever is not asked",
            [
                allow(
                    "sts:AssumeRole",
                    None,
                    LAMBDA,
                    {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}},
                )
            ],
            "found for lambda.amazonaws.com: if aws:SourceAccount StringEqualsIfExists <account>,"
            " wanted if aws:SourceAccount StringEquals <account>",
        ),
        _row(
            "another service",
            [allow("sts:AssumeRole", None, {"Service": "ec2.amazonaws.com"})],
            "found for ec2.amazonaws.com: Allow, sts:AssumeRole, wanted nothing more",
        ),
        _row(
            "people of the account",
            [ASSUME, allow("sts:AssumeRole", None, {"AWS": ROOT})],
            "found for arn:<partition>:iam::<account>:root: Allow, sts:AssumeRole,"
            " wanted nothing more",
        ),
        _row(
            "everybody",
            [ASSUME, allow("sts:AssumeRole", None, "*")],
            "found for *: Allow, sts:AssumeRole, wanted nothing more",
        ),
        _row(
            "another way in",
            [allow(["sts:AssumeRole", "sts:TagSession"], None, LAMBDA, FOR_US)],
            "found for lambda.amazonaws.com: sts:TagSession, wanted nothing more",
        ),
        _row(
            "nobody",
            [{**ASSUME, "Effect": "Deny"}],
            "found for lambda.amazonaws.com: Deny, wanted Allow",
        ),
        Row(
            "no document",
            {TRUST: REMOVED},
            {ROLE: "found no assume_role_policy, wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {TRUST: "${data.aws_iam_policy_document.trust.json}"},
            {
                ROLE: "undecided: assume_role_policy: the expression"
                " ${data.aws_iam_policy_document.trust.json} is not a readable document"
            },
        ),
        Row(
            "a role that is left over",
            {"aws_iam_role.other": {"assume_role_policy": document(ASSUME)}},
            {"aws_iam_role.other": "found a role that no function uses, wanted a function with it"},
        ),
        Row("what is no role", {"aws_iam_role_policy.worker": {"policy": document()}}),
    ),
)
