"""What moto's Lambda control plane lacks of AWS's."""

from collections.abc import Callable
from typing import Any

import pytest

Client = Callable[[str], Any]
CreateFunction = Callable[..., str]

SOURCE = "def handler(event, context): pass"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:dead-letters"
TEXT_LOGS = {"LogFormat": "Text", "LogGroup": "/aws/lambda/worker"}
JSON_LOGS = {
    "LogFormat": "JSON",
    "LogGroup": "/aws/lambda/worker",
    "ApplicationLogLevel": "INFO",
    "SystemLogLevel": "INFO",
}


@pytest.fixture(autouse=True)
def _dead_letters(client: Client) -> None:
    client("sqs").create_queue(QueueName=QUEUE.rpartition(":")[2])


def configuration(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = client("lambda").get_function_configuration(FunctionName="worker")
    return answer


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        pytest.param({}, TEXT_LOGS, id="nothing said"),
        pytest.param({"LogFormat": "JSON"}, JSON_LOGS, id="JSON with its default levels"),
        pytest.param(
            JSON_LOGS | {"SystemLogLevel": "WARN"},
            JSON_LOGS | {"SystemLogLevel": "WARN"},
            id="everything said",
        ),
    ],
)
def test_logging_config_is_kept_and_completed(
    given: dict[str, str], answered: dict[str, str], client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html
    create_function("worker", SOURCE, LoggingConfig=given)
    assert configuration(client)["LoggingConfig"] == answered


def test_the_answer_to_create_function_has_the_recorded_configuration(
    client: Client, create_function: CreateFunction, recorded: Callable[[str, str], Any]
) -> None:
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": QUEUE})
    on_aws = recorded("lambda_destinations", "TestLambdaDLQ::test_dead_letter_queue")
    expected = on_aws["create_lambda_with_dlq"]["CreateFunctionResponse"]
    ours = configuration(client)
    assert ours["LoggingConfig"].keys() == expected["LoggingConfig"].keys()
    assert ours["DeadLetterConfig"] == {"TargetArn": QUEUE}
    assert ours["TracingConfig"] == expected["TracingConfig"]
    assert ours["EphemeralStorage"] == expected["EphemeralStorage"]


@pytest.mark.parametrize(
    ("update", "answered"),
    [
        pytest.param(
            {"DeadLetterConfig": {"TargetArn": QUEUE}},
            {"DeadLetterConfig": {"TargetArn": QUEUE}},
            id="dead letters",
        ),
        pytest.param(
            {"TracingConfig": {"Mode": "Active"}},
            {"TracingConfig": {"Mode": "Active"}},
            id="tracing",
        ),
        pytest.param(
            {"EphemeralStorage": {"Size": 1024}}, {"EphemeralStorage": {"Size": 1024}}, id="storage"
        ),
        pytest.param({"LoggingConfig": JSON_LOGS}, {"LoggingConfig": JSON_LOGS}, id="log format"),
        pytest.param(
            {"Timeout": 7}, {"Timeout": 7, "LoggingConfig": TEXT_LOGS}, id="time-out alone"
        ),
    ],
)
def test_an_update_is_kept(
    update: dict[str, Any],
    answered: dict[str, Any],
    client: Client,
    create_function: CreateFunction,
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html
    create_function("worker", SOURCE)
    client("lambda").update_function_configuration(FunctionName="worker", **update)
    ours = configuration(client)
    assert ours | answered == ours


def test_another_key_is_kept(client: Client, create_function: CreateFunction) -> None:
    create_function("worker", SOURCE)
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    client("lambda").update_function_configuration(FunctionName="worker", KMSKeyArn=key)
    assert configuration(client)["KMSKeyArn"] == key


def test_an_empty_dead_letter_config_removes_the_queue(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE, DeadLetterConfig={"TargetArn": QUEUE})
    client("lambda").update_function_configuration(
        FunctionName="worker", DeadLetterConfig={"TargetArn": ""}
    )
    assert "DeadLetterConfig" not in configuration(client)


def test_json_levels_vanish_with_the_json_format(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", SOURCE, LoggingConfig=JSON_LOGS)
    client("lambda").update_function_configuration(
        FunctionName="worker", LoggingConfig={"LogFormat": "Text"}
    )
    assert configuration(client)["LoggingConfig"] == TEXT_LOGS


def test_a_second_event_invoke_config_replaces_the_first(
    client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
    create_function("worker", SOURCE)
    lambda_ = client("lambda")
    lambda_.put_function_event_invoke_config(
        FunctionName="worker", MaximumRetryAttempts=1, MaximumEventAgeInSeconds=60
    )
    lambda_.put_function_event_invoke_config(FunctionName="worker", MaximumRetryAttempts=2)
    config = lambda_.get_function_event_invoke_config(FunctionName="worker")
    assert config["MaximumRetryAttempts"] == 2
    assert "MaximumEventAgeInSeconds" not in config


def test_an_update_of_the_event_invoke_config_keeps_what_it_does_not_name(
    client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html
    create_function("worker", SOURCE)
    lambda_ = client("lambda")
    lambda_.put_function_event_invoke_config(FunctionName="worker", MaximumEventAgeInSeconds=60)
    lambda_.update_function_event_invoke_config(FunctionName="worker", MaximumRetryAttempts=0)
    config = lambda_.get_function_event_invoke_config(FunctionName="worker")
    assert (config["MaximumRetryAttempts"], config["MaximumEventAgeInSeconds"]) == (0, 60)


def test_account_settings_contain_the_unreserved_concurrency(
    client: Client, create_function: CreateFunction
) -> None:
    # https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
    create_function("worker", SOURCE)
    create_function("other", SOURCE)
    lambda_ = client("lambda")
    lambda_.put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=30)
    settings = lambda_.get_account_settings()
    assert settings["AccountLimit"]["ConcurrentExecutions"] == 1000
    assert settings["AccountLimit"]["UnreservedConcurrentExecutions"] == 970
    assert settings["AccountUsage"]["FunctionCount"] == 2


def test_bytes_that_are_no_zip_are_rejected(
    client: Client, create_function: CreateFunction
) -> None:
    lambda_ = client("lambda")
    with pytest.raises(lambda_.exceptions.InvalidParameterValueException) as error:
        create_function("worker", SOURCE, Code={"ZipFile": b"no zip"})
    assert error.value.response["Error"]["Message"] == (
        "Could not unzip uploaded file. Please check your file, then try to upload again."
    )
