"""What proves iam_policy_limits_key_usage."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ACCOUNT, PARTITION, allow, document

ROLE_POLICY = "aws_iam_role_policy.worker"
POLICY = f"{ROLE_POLICY}.policy"
FUNCTION = "aws_lambda_function.worker"
KEY = "${aws_kms_key.key.arn}"
PARAMETER = f"{PARTITION}:ssm:us-east-1:{ACCOUNT}:parameter/secret-dev"
CONTEXT = "kms:EncryptionContext"
BOTH = ["kms:Decrypt", "kms:GenerateDataKey"]


def _if(condition: str, *values: str) -> dict[str, Any]:
    return {"StringEquals": {condition: list(values)}}


SEND = allow("sqs:SendMessage", "${aws_sqs_queue.queue.arn}")
READ = allow("ssm:GetParameter", PARAMETER)
THROUGH = allow(BOTH, KEY, condition=_if("kms:ViaService", "sqs.us-east-1.amazonaws.com"))
OWN_ARN = f"{PARTITION}:lambda:us-east-1:{ACCOUNT}:function:worker-dev"
OWN = allow("kms:Decrypt", KEY, condition=_if(f"{CONTEXT}:aws:lambda:FunctionArn", OWN_ARN))
SECRET = allow("kms:Decrypt", KEY, condition=_if(f"{CONTEXT}:PARAMETER_ARN", PARAMETER))


def _row(name: str, statements: list[object], answer: str) -> Row:
    return Row(name, {POLICY: document(*statements)}, {ROLE_POLICY: answer})


ROWS = Rows(
    resources={
        "aws_kms_key": {"key": {}},
        "aws_iam_role": {"worker": {"name": "worker-role-dev"}},
        "aws_iam_role_policy": {
            "worker": {
                "role": "${aws_iam_role.worker.id}",
                "policy": document(SEND, READ, THROUGH, OWN, SECRET),
            }
        },
        "aws_lambda_function": {
            "worker": {
                "function_name": "worker-dev",
                "kms_key_arn": KEY,
                "role": "${aws_iam_role.worker.arn}",
            }
        },
    },
    compliant=(ROLE_POLICY,),
    table=(
        Row(
            "two policies of one role, each with a part of it",
            {
                POLICY: document(SEND, OWN, SECRET),
                f"{ROLE_POLICY}s": {
                    "role": "${aws_iam_role.worker.id}",
                    "policy": document(READ, THROUGH),
                },
            },
            {f"{ROLE_POLICY}s": "compliant"},
        ),
        _row(
            "without a condition",
            [SEND, READ, allow(BOTH, KEY), OWN, SECRET],
            "found for the role: nothing, wanted if kms:ViaService StringEquals"
            " sqs.us-east-1.amazonaws.com",
        ),
        _row(
            "through a service that the role has no business with",
            [
                SEND,
                READ,
                allow(
                    BOTH,
                    KEY,
                    condition=_if(
                        "kms:ViaService",
                        "sqs.us-east-1.amazonaws.com",
                        "s3.us-east-1.amazonaws.com",
                    ),
                ),
                OWN,
                SECRET,
            ],
            "found for the role: if kms:ViaService StringEquals s3.us-east-1.amazonaws.com,"
            " wanted nothing more",
        ),
        _row(
            "messages without the key",
            [SEND, READ, OWN, SECRET],
            "found for the role: nothing, wanted Allow, if kms:ViaService StringEquals"
            " sqs.us-east-1.amazonaws.com, kms:Decrypt, kms:GenerateDataKey,"
            " on aws_kms_key.key.arn",
        ),
        _row(
            "a secret without the key",
            [SEND, READ, THROUGH, OWN],
            f"found for the role: nothing, wanted Allow, if {CONTEXT}:PARAMETER_ARN StringEquals"
            " arn:<partition>:ssm:us-east-1:<account>:parameter/secret-dev, kms:Decrypt,"
            " on aws_kms_key.key.arn",
        ),
        _row(
            "every right on the key",
            [SEND, READ, THROUGH, OWN, SECRET, allow("kms:*", KEY)],
            "found for the role: Allow, kms:*, on aws_kms_key.key.arn, wanted nothing more",
        ),
        Row("neither messages nor secrets", {POLICY: document(OWN)}),
        Row(
            "a role that two functions share",
            {"aws_lambda_function.other": {"role": "${aws_iam_role.worker.arn}"}},
            {ROLE_POLICY: "found a policy for 2 functions, wanted one for a role of one"},
        ),
        Row(
            "a role of another stack",
            {f"{ROLE_POLICY}.role": "worker-role-dev"},
            {ROLE_POLICY: "found a policy for 0 functions, wanted one for a role of one"},
        ),
        Row(
            "a function without a key",
            {f"{FUNCTION}.kms_key_arn": REMOVED},
            {ROLE_POLICY: 'undecided: the function is called "worker-dev", its key is nothing'},
        ),
        Row(
            "no document",
            {POLICY: REMOVED},
            {ROLE_POLICY: "found no policy, wanted a policy document"},
        ),
        Row("a policy of nobody", {"aws_iam_policy.shared": {"policy": document(OWN)}}),
    ),
)
