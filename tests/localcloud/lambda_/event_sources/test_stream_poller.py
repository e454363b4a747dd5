"""Event source mappings of DynamoDB streams, through boto3 and with the real runtime."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.queues import FROM_SNS

Client = Callable[[str], Any]

SOURCE = """
import json, os
def handler(event, context):
    print(json.dumps(event))
    bad = [r for r in event["Records"] if r["dynamodb"]["Keys"]["id"]["S"].startswith("bad")]
    if bad and os.environ.get("REPORTS"):
        return {"batchItemFailures": [{"itemIdentifier": bad[0]["dynamodb"]["SequenceNumber"]}]}
    if bad:
        raise ValueError("a bad record")
"""


@dataclass
class Pipeline:
    """A table, its stream, and a function that prints its batches and fails on keys "bad..."."""

    client: Client
    create_function: Callable[..., str]
    eventually: Callable[..., Any]
    stream_arn: str = ""

    def create_table(self, view: str = "NEW_AND_OLD_IMAGES") -> None:
        table = self.client("dynamodb").create_table(
            TableName="items",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": view},
        )
        self.stream_arn = table["TableDescription"]["LatestStreamArn"]

    def map(self, **settings: Any) -> str:
        answer = self.client("lambda").create_event_source_mapping(
            EventSourceArn=self.stream_arn,
            **{"FunctionName": "worker", "StartingPosition": "TRIM_HORIZON", **settings},
        )
        uuid: str = answer["UUID"]
        return uuid

    def put(self, *ids: str, **attributes: Any) -> None:
        for key in ids:
            self.client("dynamodb").put_item(
                TableName="items", Item={"id": {"S": key}, **attributes}
            )

    def events(self) -> list[dict[str, Any]]:
        """What the function was invoked with, as printed."""
        lines = self.client("logs").filter_log_events(
            logGroupName="/aws/lambda/worker", filterPattern="{ $.Records[0].eventID = * }"
        )["events"]
        return [json.loads(line["message"]) for line in lines]

    def batches(self) -> list[list[str]]:
        """The keys in each event."""
        return [
            [record["dynamodb"]["Keys"]["id"]["S"] for record in event["Records"]]
            for event in self.events()
        ]

    def expect(self, *batches: list[str]) -> None:
        """Wait until the function has seen exactly these."""
        wanted = list(batches)
        self.eventually(lambda: len(self.batches()) >= len(wanted))
        assert self.batches() == wanted

    def queue(self) -> tuple[str, Callable[[], Any]]:
        """Create a queue; return its ARN and a function that reads the next message's body."""
        url = self.client("sqs").create_queue(QueueName="failures", Attributes=FROM_SNS)["QueueUrl"]
        attributes = self.client("sqs").get_queue_attributes(
            QueueUrl=url, AttributeNames=["QueueArn"]
        )["Attributes"]

        def receive() -> Any:
            messages = self.client("sqs").receive_message(QueueUrl=url).get("Messages")
            return json.loads(messages[0]["Body"]) if messages else None

        return attributes["QueueArn"], receive


@pytest.fixture
def pipeline(
    client: Client, create_function: Callable[..., str], eventually: Callable[..., Any]
) -> Pipeline:
    made = Pipeline(client, create_function, eventually)
    made.create_table()
    create_function("worker", SOURCE)
    return made


def test_a_put_runs_the_function_with_the_record_as_aws_shapes_it(
    pipeline: Pipeline, recorded: Callable[[str, str], Any]
) -> None:
    pipeline.map()
    before = int(time.time())
    pipeline.put("1", binary_key={"B": b"foobar"})
    [event] = pipeline.eventually(pipeline.events)
    scenario = "test_dynamodb_event_filter[insert_same_entry_twice]"
    [expected] = recorded("dynamodb_stream_mapping", scenario)["lambda-log-events"]
    [record], [expected_record] = event["Records"], expected["Records"]
    assert record.keys() == expected_record.keys()
    assert record["dynamodb"].keys() == expected_record["dynamodb"].keys()
    assert record["eventSourceARN"] == pipeline.stream_arn
    assert record["dynamodb"]["NewImage"]["binary_key"] == {"B": "Zm9vYmFy"}
    assert before <= record["dynamodb"]["ApproximateCreationDateTime"] <= time.time()


def test_records_from_before_the_mapping_come_with_trim_horizon(pipeline: Pipeline) -> None:
    pipeline.put("1", "2", "3", "4", "5")
    pipeline.map(BatchSize=2)
    pipeline.expect(["1", "2"], ["3", "4"], ["5"])


def test_latest_skips_what_was_written_before_the_mapping(pipeline: Pipeline) -> None:
    pipeline.put("early")
    pipeline.map(StartingPosition="LATEST")

    def seen() -> list[list[str]]:
        # As on AWS, records written while a mapping is created may be missed.
        pipeline.put(f"late-{time.time_ns()}")
        return pipeline.batches()

    batches = pipeline.eventually(seen)
    assert "early" not in [key for batch in batches for key in batch]


def test_a_filter_selects_inserts_without_the_attribute_only(pipeline: Pipeline) -> None:
    image = {"NewImage": {"enriched_at": {"S": [{"exists": False}]}}}
    pattern = json.dumps({"eventName": ["INSERT"], "dynamodb": image})
    pipeline.map(FilterCriteria={"Filters": [{"Pattern": pattern}]}, BatchSize=1)
    pipeline.put("enriched", enriched_at={"S": "2026-11-20T21:00:00Z"})
    pipeline.put("plain")
    pipeline.put("plain", price={"N": "1"})  # a MODIFY
    pipeline.client("dynamodb").delete_item(TableName="items", Key={"id": {"S": "plain"}})
    pipeline.put("last")
    pipeline.expect(["plain"], ["last"])


def test_the_end_of_a_window_ends_a_batch(pipeline: Pipeline) -> None:
    pipeline.put("1", "2", "3")
    pipeline.map(MaximumBatchingWindowInSeconds=100)  # a second at this time scale
    pipeline.expect(["1", "2", "3"])


# Five minutes, in which even the slowest machine writes the rest of the batch.
LONG_WINDOW = pytest.mark.parametrize("cloud", [1.0], indirect=True)


@LONG_WINDOW
def test_a_window_gathers_records_into_one_batch(pipeline: Pipeline) -> None:
    pipeline.map(BatchSize=3, MaximumBatchingWindowInSeconds=300)
    pipeline.put("1", "2", "3")
    pipeline.expect(["1", "2", "3"])


def test_a_disabled_mapping_waits_and_continues_where_it_stopped(pipeline: Pipeline) -> None:
    uuid = pipeline.map()
    pipeline.put("1")
    pipeline.expect(["1"])
    pipeline.client("lambda").update_event_source_mapping(UUID=uuid, Enabled=False)
    pipeline.put("2")
    time.sleep(0.3)
    assert pipeline.batches() == [["1"]]
    pipeline.client("lambda").update_event_source_mapping(UUID=uuid, Enabled=True)
    pipeline.expect(["1"], ["2"])


@LONG_WINDOW
def test_an_update_counts_for_the_records_that_come_after_it(pipeline: Pipeline) -> None:
    uuid = pipeline.map(BatchSize=1)
    pipeline.put("1", "2")
    pipeline.expect(["1"], ["2"])
    pipeline.client("lambda").update_event_source_mapping(
        UUID=uuid, BatchSize=2, MaximumBatchingWindowInSeconds=300
    )
    pipeline.put("3", "4")
    pipeline.expect(["1"], ["2"], ["3", "4"])


def test_a_deleted_mapping_reads_no_more_even_in_the_middle_of_its_retries(
    pipeline: Pipeline,
) -> None:
    uuid = pipeline.map()
    pipeline.put("bad")
    pipeline.eventually(lambda: len(pipeline.batches()) > 1)
    pipeline.client("lambda").delete_event_source_mapping(UUID=uuid)
    pipeline.eventually(lambda: uuid not in str(threading.enumerate()))  # its reader
    seen = len(pipeline.batches())
    pipeline.put("after")
    time.sleep(0.3)
    assert len(pipeline.batches()) == seen


@pytest.mark.parametrize("disabled", [True, False])
def test_a_new_table_of_the_same_name_is_not_read_by_the_mapping_of_the_old_one(
    disabled: bool, pipeline: Pipeline
) -> None:
    uuid = pipeline.map()
    pipeline.put("1")
    pipeline.expect(["1"])
    update = pipeline.client("lambda").update_event_source_mapping
    update(UUID=uuid, Enabled=not disabled)
    time.sleep(0.3)
    pipeline.client("dynamodb").delete_table(TableName="items")
    pipeline.create_table()
    update(UUID=uuid, Enabled=True)
    pipeline.put("2", "3", "4")
    time.sleep(0.3)
    assert pipeline.batches() == [["1"]]


def test_two_mappings_of_one_table_each_see_every_record(pipeline: Pipeline) -> None:
    pipeline.create_function("other", SOURCE)
    pipeline.map()
    pipeline.map(FunctionName="other")
    pipeline.put("1")
    pipeline.expect(["1"])
    pipeline.eventually(
        lambda: pipeline.client("logs").filter_log_events(
            logGroupName="/aws/lambda/other", filterPattern="Records"
        )["events"]
    )


def test_an_unprocessable_record_is_bisected_out_and_sent_to_the_queue_as_recorded(
    pipeline: Pipeline, recorded: Callable[[str, str], Any]
) -> None:
    queue, receive = pipeline.queue()
    pipeline.put("1", "bad", "3", "4")
    pipeline.map(
        BisectBatchOnFunctionError=True,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": queue}},
    )
    body = pipeline.eventually(receive)
    scenario = "test_dynamodb_event_source_mapping_with_on_failure_destination_config"
    message = recorded("dynamodb_stream_mapping", scenario)["destination_queue_messages"]
    expected = message["Messages"][0]["Body"]
    assert shape(body) == shape(expected)
    for part in ("condition", "approximateInvokeCount"):
        assert body["requestContext"][part] == expected["requestContext"][part]
    assert body["responseContext"] == expected["responseContext"]
    assert body["DDBStreamBatchInfo"]["batchSize"] == 1
    pipeline.expect(["1", "bad", "3", "4"], ["1", "bad"], ["1"], ["bad"], ["bad"], ["3", "4"])


def test_a_failure_record_can_go_to_a_topic(pipeline: Pipeline) -> None:
    queue, receive = pipeline.queue()
    topic = pipeline.client("sns").create_topic(Name="failures")["TopicArn"]
    pipeline.client("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=queue,
        Attributes={"RawMessageDelivery": "true"},
    )
    pipeline.put("bad")
    pipeline.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": topic}})
    body = pipeline.eventually(receive)
    assert body["requestContext"]["condition"] == "RetryAttemptsExhausted"


def test_reported_failures_are_retried_alone_as_recorded(
    pipeline: Pipeline, recorded: Callable[[str, str], Any]
) -> None:
    queue, receive = pipeline.queue()
    pipeline.client("lambda").update_function_configuration(
        FunctionName="worker", Environment={"Variables": {"REPORTS": "yes"}}
    )
    pipeline.put("1", "2", "3", "4", "5", "bad")
    pipeline.map(
        BatchSize=3,
        MaximumRetryAttempts=3,
        FunctionResponseTypes=["ReportBatchItemFailures"],
        DestinationConfig={"OnFailure": {"Destination": queue}},
    )
    body = pipeline.eventually(receive)
    content = recorded("dynamodb_stream_mapping", "test_dynamodb_report_batch_item_failures")
    expected = content["destination_queue_messages"]["Messages"][0]["Body"]
    assert (
        body["requestContext"]["approximateInvokeCount"]
        == (expected["requestContext"]["approximateInvokeCount"])
    )
    assert body["responseContext"] == expected["responseContext"]
    seen = [key for batch in pipeline.batches() for key in batch]
    assert len(seen) == len(content["dynamodb_records"]["Records"])
    assert seen == ["1", "2", "3", "4", "5", *["bad"] * 5]


def test_a_throttled_function_gets_its_records_when_it_has_room_again(
    pipeline: Pipeline,
) -> None:
    lambda_client = pipeline.client("lambda")
    lambda_client.put_function_concurrency(FunctionName="worker", ReservedConcurrentExecutions=0)
    pipeline.map(MaximumRetryAttempts=0)
    pipeline.put("1")
    time.sleep(0.3)
    assert pipeline.batches() == []
    lambda_client.delete_function_concurrency(FunctionName="worker")
    pipeline.expect(["1"])


def test_records_that_are_too_old_are_discarded(pipeline: Pipeline) -> None:
    queue, receive = pipeline.queue()
    pipeline.client("lambda").put_function_concurrency(
        FunctionName="worker", ReservedConcurrentExecutions=0
    )
    pipeline.map(
        MaximumRecordAgeInSeconds=60, DestinationConfig={"OnFailure": {"Destination": queue}}
    )
    pipeline.put("1")
    body = pipeline.eventually(receive)
    assert body["requestContext"]["condition"] == "RecordAgeExceeded"
    assert body["requestContext"]["approximateInvokeCount"] == 0


@pytest.mark.parametrize("pattern", ["single-string", '[{"eventName": ["INSERT"=123}]'])
def test_an_invalid_filter_is_rejected_as_recorded(
    pattern: str, pipeline: Pipeline, recorded: Callable[[str, str], Any]
) -> None:
    scenario = f"test_dynamodb_invalid_event_filter[{pattern}]"
    expected = recorded("dynamodb_stream_mapping", scenario)["exception_event_source_creation"]
    criteria = {"Filters": [{"Pattern": pattern}]}
    with pytest.raises(ClientError) as error:
        pipeline.map(FilterCriteria=criteria)
    assert error.value.response["Error"] == expected["Error"]
    uuid = pipeline.map()
    with pytest.raises(ClientError, match=expected["Error"]["Message"]):
        pipeline.client("lambda").update_event_source_mapping(UUID=uuid, FilterCriteria=criteria)


def shape(document: Any) -> Any:
    """The keys of a document, in depth."""
    if isinstance(document, dict):
        return {key: shape(value) for key, value in document.items()}
    return None
