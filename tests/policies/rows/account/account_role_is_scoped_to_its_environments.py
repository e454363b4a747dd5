"""What proves account_role_is_scoped_to_its_environments."""

from typing import Any

from tests.policies.deployment import BOUNDED, IAM, ROLES, resources
from tests.policies.documents import Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION, allow, document

PLAN, EPHEMERAL, DEPLOY = (f"aws_iam_role.{role}" for role in ROLES)
BUCKET, KEY = "${aws_s3_bucket.states.arn}", "${aws_kms_key.states.arn}"
HERE = f"us-east-1:{ACCOUNT}"
SHOWN = "arn:<partition>"
ANY_KEY = f"{PARTITION}:kms:{HERE}:key/*"
TAGGED = {"StringLike": {"aws:ResourceTag/Environment": "pr-*"}}
REQUESTED = {"StringLike": {"aws:RequestTag/Environment": "pr-*"}}


def under(context: str, values: object) -> dict[str, Any]:
    return {"StringLike": {f"kms:EncryptionContext:{context}": values}}


def functions(*suffixes: str) -> list[str]:
    return [f"{PARTITION}:lambda:{HERE}:function:*-{suffix}" for suffix in suffixes]


def variables(*suffixes: str, via: str = "lambda") -> dict[str, Any]:
    return {
        "StringEquals": {"kms:ViaService": f"{via}.us-east-1.amazonaws.com"},
        **under("aws:lambda:FunctionArn", functions(*suffixes)),
    }


PLANNED = ("dev", "prod")
OWN_STATES = [f"{BUCKET}/*/pr-*.tfstate", f"{BUCKET}/*/pr-*.tfstate.tflock"]
OF_RECORDS = {"StringEquals": {"s3:prefix": "environments/"}}
RIGHTS: dict[str, list[Any]] = {
    "plan": [
        allow(["sqs:ListQueues", "iam:GetRole", "budgets:ViewBudget"]),
        allow("lambda:GetFunction", functions(*PLANNED)),
        allow("kms:Decrypt", ANY_KEY, None, variables(*PLANNED)),
        allow("s3:ListBucket", BUCKET),
        allow("s3:GetObject", f"{BUCKET}/*"),
        allow("kms:Decrypt", KEY, None, under("aws:s3:arn", f"{BUCKET}/*")),
    ],
    "ephemeral": [
        allow("sqs:DeleteQueue", f"{PARTITION}:sqs:{HERE}:*-pr-*"),
        allow("dynamodb:GetRecords", f"{PARTITION}:dynamodb:{HERE}:table/*-pr-*/stream/*"),
        allow(["kms:CreateKey", "kms:TagResource"], "*", None, REQUESTED),
        allow("kms:CreateAlias", f"{PARTITION}:kms:{HERE}:alias/*-pr-*"),
        allow("lambda:GetFunction", functions("pr-*")),
        allow("lambda:TagResource", "*", None, TAGGED),
        allow("iam:CreateRole", f"{IAM}:role/*-pr-*", None, BOUNDED),
        allow(["sns:SetSubscriptionAttributes", "sns:Unsubscribe"]),
        allow("logs:PutQueryDefinition"),
        allow(["s3:GetObject", "s3:PutObject"], OWN_STATES),
        allow("s3:ListBucketVersions", BUCKET, None, OF_RECORDS),
        allow("kms:GenerateDataKey", KEY, None, under("aws:s3:arn", OWN_STATES)),
    ],
    "deploy": [
        allow("sqs:DeleteQueue", [f"{PARTITION}:sqs:{HERE}:*-{name}" for name in ("dev", "prod")])
    ],
}
WANTED = {
    "plan": "read access",
    "ephemeral": "only resources of pr-*",
    "deploy": "only resources of dev and prod",
}


def _row(name: str, role: str, statement: object, found: str) -> Row:
    changed = {f"aws_iam_policy.{role}-rights.policy": document(*RIGHTS[role], statement)}
    return Row(name, changed, {f"aws_iam_role.{role}": f"found {found}, wanted {WANTED[role]}"})


ROWS = Rows(
    resources=resources(RIGHTS),
    compliant=(PLAN, EPHEMERAL, DEPLOY),
    table=(
        _row("a plan that changes", "plan", allow("sqs:DeleteQueue"), "sqs:DeleteQueue on *"),
        _row("a plan that reads items", "plan", allow("dynamodb:GetItem"), "dynamodb:GetItem on *"),
        _row(
            "a plan that reads secrets", "plan", allow("ssm:GetParameter"), "ssm:GetParameter on *"
        ),
        _row(
            "a plan that decrypts",
            "plan",
            allow("kms:Decrypt", ANY_KEY),
            f"kms:Decrypt on {SHOWN}:kms:us-east-1:<account>:key/*",
        ),
        _row(
            "a plan that writes states",
            "plan",
            allow("s3:PutObject", f"{BUCKET}/*"),
            "s3:PutObject on aws_s3_bucket.states.arn/*",
        ),
        _row(
            "versions of states",
            "ephemeral",
            allow("s3:ListBucketVersions", BUCKET),
            "s3:ListBucketVersions on aws_s3_bucket.states.arn",
        ),
        _row(
            "versions of any record for who only plans",
            "plan",
            allow("s3:ListBucketVersions", BUCKET, None, OF_RECORDS),
            "s3:ListBucketVersions on aws_s3_bucket.states.arn",
        ),
        _row("all that reads", "plan", allow("iam:Get*"), "iam:Get* on *"),
        _row("everything", "deploy", allow("*"), "* on *"),
        _row(
            "queues of every environment",
            "ephemeral",
            allow("sqs:DeleteQueue", f"{PARTITION}:sqs:{HERE}:*"),
            f"sqs:DeleteQueue on {SHOWN}:sqs:us-east-1:<account>:*",
        ),
        _row(
            "queues of production",
            "ephemeral",
            allow("sqs:DeleteQueue", f"{PARTITION}:sqs:{HERE}:*-prod"),
            f"sqs:DeleteQueue on {SHOWN}:sqs:us-east-1:<account>:*-prod",
        ),
        _row(
            "throwaway queues for deployments",
            "deploy",
            allow("sqs:DeleteQueue", f"{PARTITION}:sqs:{HERE}:*-pr-*"),
            f"sqs:DeleteQueue on {SHOWN}:sqs:us-east-1:<account>:*-pr-*",
        ),
        _row(
            "functions of everybody",
            "plan",
            allow("lambda:GetFunction"),
            "lambda:GetFunction on *",
        ),
        _row(
            "functions of production",
            "ephemeral",
            allow("lambda:GetFunctionConfiguration", functions("prod")),
            f"lambda:GetFunctionConfiguration on {SHOWN}:lambda:us-east-1:<account>:function"
            ":*-prod",
        ),
        _row(
            "variables of everybody",
            "plan",
            allow(
                "kms:Decrypt",
                ANY_KEY,
                None,
                under("aws:lambda:FunctionArn", f"{PARTITION}:lambda:{HERE}:function:*"),
            ),
            f"kms:Decrypt on {SHOWN}:kms:us-east-1:<account>:key/*",
        ),
        _row(
            "variables through another service",
            "plan",
            allow("kms:Decrypt", ANY_KEY, None, variables(*PLANNED, via="ssm")),
            f"kms:Decrypt on {SHOWN}:kms:us-east-1:<account>:key/*",
        ),
        _row(
            "variables on another key",
            "plan",
            allow("kms:Decrypt", KEY, None, variables(*PLANNED)),
            "kms:Decrypt on aws_kms_key.states.arn",
        ),
        _row(
            "encryption of variables",
            "plan",
            allow("kms:GenerateDataKey", ANY_KEY, None, variables(*PLANNED)),
            f"kms:GenerateDataKey on {SHOWN}:kms:us-east-1:<account>:key/*",
        ),
        _row(
            "variables for who has them by the policy of a key",
            "ephemeral",
            allow("kms:Decrypt", ANY_KEY, None, variables(*PLANNED)),
            f"kms:Decrypt on {SHOWN}:kms:us-east-1:<account>:key/*",
        ),
        _row(
            "a key by its tag, which anybody sets who creates keys",
            "ephemeral",
            allow("kms:PutKeyPolicy", ANY_KEY, None, TAGGED),
            f"kms:PutKeyPolicy on {SHOWN}:kms:us-east-1:<account>:key/*",
        ),
        _row(
            "the tag of production",
            "ephemeral",
            allow(
                "lambda:TagResource",
                "*",
                None,
                {"StringLike": {"aws:ResourceTag/Environment": "prod"}},
            ),
            "lambda:TagResource on *",
        ),
        _row(
            "names by the tag",
            "ephemeral",
            allow("iam:DeleteRole", "*", None, TAGGED),
            "iam:DeleteRole on *",
        ),
        _row(
            "a role without the boundary",
            "ephemeral",
            allow("iam:CreateRole", f"{IAM}:role/*-pr-*"),
            f"iam:CreateRole on {SHOWN}:iam::<account>:role/*-pr-*",
        ),
        _row(
            "a policy of AWS for a role",
            "ephemeral",
            allow("iam:AttachRolePolicy", f"{IAM}:role/*-pr-*", None, BOUNDED),
            f"iam:AttachRolePolicy on {SHOWN}:iam::<account>:role/*-pr-*",
        ),
        _row(
            "a role for any service",
            "ephemeral",
            allow("iam:PassRole", f"{IAM}:role/*-pr-*"),
            f"iam:PassRole on {SHOWN}:iam::<account>:role/*-pr-*",
        ),
        _row(
            "a key for anything",
            "ephemeral",
            allow("kms:Decrypt", "*", None, TAGGED),
            "kms:Decrypt on *",
        ),
        _row(
            "the state of production",
            "ephemeral",
            allow("s3:GetObject", f"{BUCKET}/*/prod.tfstate"),
            "s3:GetObject on aws_s3_bucket.states.arn/*/prod.tfstate",
        ),
        _row(
            "the key under the state of production",
            "ephemeral",
            allow("kms:Decrypt", KEY, None, under("aws:s3:arn", f"{BUCKET}/*/prod.tfstate")),
            "kms:Decrypt on aws_kms_key.states.arn",
        ),
        _row("another service", "ephemeral", allow("ec2:RunInstances"), "ec2:RunInstances on *"),
        Row(
            "a policy from elsewhere",
            {"aws_iam_policy.plan-rights.policy": "${var.rights}"},
            {PLAN: "undecided: policy: the expression ${var.rights} is not a readable document"},
        ),
        Row("what is no role", {"aws_sqs_queue.other": {}}),
    ),
)
