"""parliament, an IAM linter, over every policy document of the stacks."""

import warnings
from collections.abc import Iterator
from dataclasses import replace

from tests.second_opinions.documents import Document
from tests.second_opinions.excuses import remaining

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pkg_resources announces its end to whoever imports it
    from parliament import analyze_policy_string

# Finding -> why it stays.
EXCUSES = {
    "*.assume_role_policy: MALFORMED: Statement contains neither Resource nor NotResource": (
        "a trust policy names no resource: it is the role's own"
    ),
    "*.assume_role_policy: UNKNOWN_FEDERATION_SOURCE:"
    " arn:aws:iam::*:oidc-provider/token.actions.githubusercontent.com": (
        "parliament knows SAML providers only"
    ),
    "*: aws_kms_key.*.policy: RESOURCE_STAR: *": "in the policy of a key, * is the key",
    "*: aws_kms_key.*.policy: MISMATCHED_TYPE: Type mismatch: ArnEquals requires a value of type"
    " Arn but given String": (
        "AWS compares the encryption context of log groups so:"
        " https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"
    ),
    "*: MISMATCHED_TYPE_BUT_USABLE: Type mismatch: String*Equals requires a value of type String"
    " but given Arn": "the ARN of one boundary, or of one key, is meant, without wildcards",
    "bootstrap: aws_iam_policy.*-read.policy: RESOURCE_STAR: *": (
        "policies/catalogue/account decides what the roles may read everywhere"
    ),
    "bootstrap: aws_iam_policy.*-code.policy: RESOURCE_STAR:"
    " ['lambda:DeleteEventSourceMapping', 'lambda:UpdateEventSourceMapping']": (
        "AWS makes up the id of a mapping; lambda:FunctionArn limits the statement"
    ),
    "bootstrap: aws_iam_policy.*-data.policy: RESOURCE_STAR: ['kms:TagResource']": (
        "AWS makes up the id of a key; aws:RequestTag limits the statement"
    ),
    "*: RESOURCE_MISMATCH: *'kms:CreateAlias'*": (
        "one statement is for the aliases, the other for the keys: KMS asks for both"
    ),
    "*: RESOURCE_MISMATCH: *'dynamodb:GetRecords'*table/*/stream/*": (
        "parliament takes the colons in a stream's label for parts of the ARN"
    ),
}


def findings(documents: list[Document]) -> Iterator[str]:
    for document in documents:
        for found in analyze_policy_string(document.text, document.place).findings:
            yield f"{document.place}: {found.issue}: {found.detail}"


def test_no_policy_has_a_finding(policy_documents: list[Document]) -> None:
    assert len(policy_documents) > 30
    assert remaining(findings(policy_documents), EXCUSES) == []


def test_a_misspelt_action_is_found(policy_documents: list[Document]) -> None:
    (sender,) = [each for each in policy_documents if "webhook-processor-perm" in each.place]
    broken = replace(sender, text=sender.text.replace("sqs:SendMessage", "sqs:SendMesage"))

    assert [each for each in findings([broken]) if "UNKNOWN_ACTION" in each] != []
