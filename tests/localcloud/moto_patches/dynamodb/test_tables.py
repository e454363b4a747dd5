"""What moto's DynamoDB and its streams lack of AWS's."""

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from localcloud import hooks
from tests.localcloud.conftest import PATIENCE_SECONDS

Client = Callable[[str], Any]

# One table with a stream of both images, as https://docs.aws.amazon.com/amazondynamodb/latest/
# developerguide/Streams.html describes it.
TABLE: dict[str, Any] = {
    "TableName": "prices",
    "KeySchema": [{"AttributeName": "symbol", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "symbol", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
}
LIMITS = {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 200}


def stream_records(client: Client) -> list[Any]:
    streams = client("dynamodbstreams")
    arn = client("dynamodb").describe_table(TableName="prices")["Table"]["LatestStreamArn"]
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records: list[Any] = streams.get_records(ShardIterator=iterator)["Records"]
    return records


def in_parallel(count: int, action: Callable[[int], None]) -> None:
    with ThreadPoolExecutor(count) as threads:
        list(threads.map(action, range(count)))  # raises what an action raised


def test_on_demand_limits_are_kept_and_answered_at_create(client: Client) -> None:
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_OnDemandThroughput.html
    created = client("dynamodb").create_table(**TABLE, OnDemandThroughput=LIMITS)
    described = client("dynamodb").describe_table(TableName="prices")
    assert created["TableDescription"]["OnDemandThroughput"] == LIMITS
    assert described["Table"]["OnDemandThroughput"] == LIMITS


def test_on_demand_limits_can_be_changed_and_taken_away(client: Client) -> None:
    dynamodb = client("dynamodb")
    dynamodb.create_table(**TABLE, OnDemandThroughput=LIMITS)
    changed = dynamodb.update_table(
        TableName="prices",
        OnDemandThroughput={"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": 300},
    )
    assert changed["TableDescription"]["OnDemandThroughput"] == {"MaxWriteRequestUnits": 300}


def test_a_table_without_on_demand_limits_answers_none(client: Client) -> None:
    client("dynamodb").create_table(**TABLE)
    described = client("dynamodb").describe_table(TableName="prices")
    assert "OnDemandThroughput" not in described["Table"]


def test_a_table_is_encrypted_under_another_key_and_under_one_of_aws(client: Client) -> None:
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSESpecification.html
    dynamodb, kms = client("dynamodb"), client("kms")
    first, second = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    under_first = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": first}
    dynamodb.create_table(**TABLE, SSESpecification=under_first)

    def key_after(**wanted: Any) -> str:
        changed = dynamodb.update_table(TableName="prices", SSESpecification=wanted)
        assert changed["TableDescription"] == dynamodb.describe_table(TableName="prices")["Table"]
        key: str = changed["TableDescription"].get("SSEDescription", {}).get("KMSMasterKeyArn", "")
        return key

    assert key_after(**{**under_first, "KMSMasterKeyId": second}) == second
    of_aws = kms.describe_key(KeyId=key_after(Enabled=True))["KeyMetadata"]
    assert of_aws["KeyManager"] == "AWS"
    assert key_after(Enabled=False) == ""


def test_a_write_that_changes_nothing_makes_no_stream_record(client: Client) -> None:
    dynamodb = client("dynamodb")
    dynamodb.create_table(**TABLE)
    key, item = {"symbol": {"S": "BTC"}}, {"symbol": {"S": "BTC"}, "price": {"N": "1"}}
    update: dict[str, Any] = {
        "TableName": "prices",
        "Key": key,
        "UpdateExpression": "SET price = :price",
    }
    dynamodb.put_item(TableName="prices", Item=item)
    dynamodb.put_item(TableName="prices", Item=item)
    dynamodb.update_item(**update, ExpressionAttributeValues={":price": {"N": "1"}})
    dynamodb.update_item(**update, ExpressionAttributeValues={":price": {"N": "2"}})
    dynamodb.delete_item(TableName="prices", Key=key)
    names = [record["eventName"] for record in stream_records(client)]
    assert names == ["INSERT", "MODIFY", "REMOVE"]


def test_an_update_that_creates_its_item_makes_one_record_of_the_whole_item(
    client: Client,
) -> None:
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
    client("dynamodb").create_table(**TABLE)
    client("dynamodb").update_item(
        TableName="prices",
        Key={"symbol": {"S": "BTC"}},
        UpdateExpression="SET price = :price",
        ExpressionAttributeValues={":price": {"N": "1"}},
    )
    [record] = stream_records(client)
    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["NewImage"] == {"symbol": {"S": "BTC"}, "price": {"N": "1"}}


def test_every_stream_record_wakes_those_who_wait_for_one(client: Client) -> None:
    client("dynamodb").create_table(**TABLE)
    put = threading.Timer(
        0.2,
        client("dynamodb").put_item,
        kwargs={"TableName": "prices", "Item": {"symbol": {"S": "BTC"}}},
    )
    with hooks.stream_written:
        put.start()
        assert hooks.stream_written.wait(timeout=PATIENCE_SECONDS)
    put.join()


def test_a_mapped_function_does_not_run_inside_a_write(
    client: Client, create_function: Callable[..., str]
) -> None:
    dynamodb = client("dynamodb")
    arn = dynamodb.create_table(**TABLE)["TableDescription"]["LatestStreamArn"]
    create_function("worker", "import time\ndef handler(e, c): time.sleep(600)", Timeout=900)
    client("lambda").create_event_source_mapping(
        EventSourceArn=arn, FunctionName="worker", StartingPosition="TRIM_HORIZON"
    )
    for number in range(3):
        dynamodb.put_item(TableName="prices", Item={"symbol": {"S": str(number)}})
    assert len(stream_records(client)) == 3


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"S": "text"}, id="text"),
        pytest.param({"S": ""}, id="empty text"),
        pytest.param({"N": "1.5"}, id="a number"),
        pytest.param({"BOOL": False}, id="false"),
        pytest.param({"NULL": True}, id="null"),
        pytest.param({"B": b"\x00\xff"}, id="bytes"),
        pytest.param({"SS": ["a", "b"]}, id="a set of texts"),
        pytest.param({"NS": ["1", "2"]}, id="a set of numbers"),
        pytest.param({"BS": [b"a"]}, id="a set of bytes"),
        pytest.param({"L": [{"S": "a"}, {"L": [{"N": "1"}]}]}, id="a list in a list"),
        pytest.param({"M": {"S": {"S": "a"}, "N": {"M": {}}}}, id="a map with names of types"),
    ],
)
def test_every_type_of_value_comes_back_as_it_was(client: Client, value: dict[str, Any]) -> None:
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
    dynamodb = client("dynamodb")
    dynamodb.create_table(**TABLE)
    key = {"symbol": {"S": "BTC"}}
    dynamodb.put_item(TableName="prices", Item={**key, "subject": value})
    item = dynamodb.get_item(TableName="prices", Key=key)["Item"]
    [record] = stream_records(client)
    assert item == {**key, "subject": value}
    assert record["dynamodb"]["NewImage"] == {**key, "subject": value}


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads change places so often that a race, if there is one, is lost."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("restless")
def test_of_concurrent_conditional_writes_exactly_one_wins(client: Client) -> None:
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
    dynamodb = client("dynamodb")
    dynamodb.create_table(**TABLE)
    won: list[int] = []

    def put(number: int) -> None:
        try:
            dynamodb.put_item(
                TableName="prices",
                Item={"symbol": {"S": "BTC"}, "writer": {"N": str(number)}},
                ConditionExpression="attribute_not_exists(symbol)",
            )
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return
        won.append(number)

    in_parallel(20, put)
    item = dynamodb.get_item(TableName="prices", Key={"symbol": {"S": "BTC"}})["Item"]
    assert [item["writer"]["N"]] == [str(number) for number in won]


@pytest.mark.usefixtures("restless")
def test_concurrent_additions_lose_nothing_and_no_sequence_number_repeats(
    client: Client,
) -> None:
    dynamodb = client("dynamodb")
    dynamodb.create_table(**TABLE)

    def add(_number: int) -> None:
        for _ in range(5):
            dynamodb.update_item(
                TableName="prices",
                Key={"symbol": {"S": "BTC"}},
                UpdateExpression="ADD additions :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    in_parallel(20, add)
    item = dynamodb.get_item(TableName="prices", Key={"symbol": {"S": "BTC"}})["Item"]
    numbers = {record["dynamodb"]["SequenceNumber"] for record in stream_records(client)}
    assert item["additions"]["N"] == "100"
    assert len(numbers) == 100
