"""What the services measure while they work."""

import json

import pytest
import urllib3

from localcloud.cloudwatch import store as metrics
from localcloud.cloudwatch.service_metrics import lambda_
from localcloud.cloudwatch.statistics import Samples
from localcloud.cloudwatch.store import MetricId
from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import Client, CreateFunction, poll

_NUMBER = "ApproximateNumberOfMessages"
FAILS = "def handler(event, context):\n  if event.get('fail'): raise ValueError('no')"


def test_an_invocation_counts_its_errors_and_its_time(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", FAILS)
    for event in (b"{}", b'{"fail": 1}', b"{}"):
        client("lambda").invoke(FunctionName="worker", Payload=event)
    for dimensions in ({"FunctionName": "worker"}, {}):
        assert _measured("AWS/Lambda", "Invocations", **dimensions).total == 3
        errors = _measured("AWS/Lambda", "Errors", **dimensions)
        assert (errors.total, errors.count) == (1, 3)
        duration = _measured("AWS/Lambda", "Duration", **dimensions)
        assert duration.count == 3
        assert 0 < duration.maximum < 30_000


def test_an_invocation_counts_in_the_minute_of_aws_in_which_it_started() -> None:
    """Fifty seconds are fifty seconds of AWS, however short its minutes are here."""
    scaled = metrics.MetricStore(time_scale=0.02)
    before = metrics.active
    metrics.activate(scaled)
    try:
        lambda_.invoked("arn", failed=False, duration_ms=50_000, ended_at=1200.0)
    finally:
        metrics.activate(before)

    counted = metrics.metric("AWS/Lambda", "Duration", {"FunctionName": "arn"})
    assert list(scaled.spans(counted, 0, 2000, 1)) == [999]  # 1.2 real seconds each


def test_a_throttled_invocation_is_neither_invocation_nor_error(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", FAILS)
    client("lambda").put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    with pytest.raises(client("lambda").exceptions.TooManyRequestsException):
        client("lambda").invoke(FunctionName="worker")
    assert _measured("AWS/Lambda", "Throttles", FunctionName="worker").total == 1
    assert _measured("AWS/Lambda", "Invocations", FunctionName="worker").count == 0


def test_an_asynchronous_event_is_received_ages_and_is_dropped(
    client: Client, create_function: CreateFunction
) -> None:
    create_function("worker", FAILS)
    client("lambda").put_function_event_invoke_config(
        FunctionName="worker",
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:123456789012:no"}},
    )
    client("lambda").invoke(FunctionName="worker", InvocationType="Event", Payload=b'{"fail": 1}')
    name = {"FunctionName": "worker"}
    poll(lambda: _measured("AWS/Lambda", "DestinationDeliveryFailures", **name).total == 1)
    assert _measured("AWS/Lambda", "AsyncEventsReceived", **name).total == 1
    assert _measured("AWS/Lambda", "AsyncEventsDropped", **name).total == 1
    age = _measured("AWS/Lambda", "AsyncEventAge", **name)
    # The second attempt came a minute of AWS after the first.
    assert age.count == 2
    assert age.maximum >= 60_000


def test_a_queue_is_measured_each_minute(client: Client) -> None:
    url = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    for number in range(3):
        client("sqs").send_message(QueueUrl=url, MessageBody=str(number))
    client("sqs").receive_message(QueueUrl=url)
    client("sqs").send_message(QueueUrl=url, MessageBody="later", DelaySeconds=900)
    expected = {"Visible": 2, "NotVisible": 1, "Delayed": 1}
    poll(
        lambda: (
            {kind: _latest(f"ApproximateNumberOfMessages{kind}") for kind in expected} == expected
        )
    )
    assert _latest("ApproximateAgeOfOldestMessage") > 0


def test_throttled_requests_to_a_table_are_counted_by_item(
    cloud: EmbeddedCloud, client: Client
) -> None:
    rules = [{"operation": "dynamodb.*", "effect": "throttle"}]
    body = json.dumps(rules).encode()
    urllib3.request("PUT", f"{cloud.endpoint}/_localcloud/faults", body=body)
    table, item = client("dynamodb"), {"id": {"S": "1"}}
    puts = [{"PutRequest": {"Item": item}}] * 3
    throttled = table.exceptions.ProvisionedThroughputExceededException
    with pytest.raises(throttled):
        table.get_item(TableName="prices", Key=item)
    with pytest.raises(throttled):
        table.batch_write_item(RequestItems={"prices": puts})
    assert _measured("AWS/DynamoDB", "ReadThrottleEvents", TableName="prices").total == 1
    assert _measured("AWS/DynamoDB", "WriteThrottleEvents", TableName="prices").total == 3
    operation = {"TableName": "prices", "Operation": "BatchWriteItem"}
    assert _measured("AWS/DynamoDB", "ThrottledRequests", **operation).total == 1


def _latest(name: str) -> float:
    store = metrics.active
    of = MetricId("AWS/SQS", name, (("QueueName", "q"),))
    end = store.minute(store.clock()) + 1
    found = store.spans(of, end - 100, end, 1)
    return found[max(found)].maximum if found else -1.0


def _measured(namespace: str, name: str, **dimensions: str) -> Samples:
    """All samples of a metric."""
    store = metrics.active
    of = MetricId(namespace, name, tuple(sorted(dimensions.items())))
    end = store.minute(store.clock()) + 1
    return store.spans(of, 0, end, end).get(0, Samples())
