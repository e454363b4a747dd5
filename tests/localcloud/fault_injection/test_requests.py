"""Clients get injected faults with the error codes of each service."""

from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError

from localcloud.server import EmbeddedCloud
from tests.localcloud.conftest import Client
from tests.localcloud.fault_injection.conftest import Inject

ErrorCase = tuple[str, int, str, str]
KEY: list[Any] = [{"AttributeName": "id", "KeyType": "HASH"}]
NAMES: list[Any] = [{"AttributeName": "id", "AttributeType": "S"}]
ITEM = {"id": {"S": "1"}}


@pytest.fixture
def table(client: Client) -> str:
    client("dynamodb").create_table(
        TableName="table", KeySchema=KEY, AttributeDefinitions=NAMES, BillingMode="PAY_PER_REQUEST"
    )
    return "table"


@pytest.fixture
def topic(client: Client) -> str:
    arn: str = client("sns").create_topic(Name="topic")["TopicArn"]
    return arn


def _code(call: Any, **arguments: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as error:
        call(**arguments)
    response: Any = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.parametrize(
    "error",
    [
        ("throttle", 400, "ProvisionedThroughputExceededException", "Throttled"),
        ("internal_error", 500, "InternalServerError", "InternalError"),
        ("kms_denied", 400, "AccessDeniedException", "KMSAccessDenied"),
    ],
)
def test_an_error_has_the_code_of_its_service(
    client: Client, inject: Inject, table: str, topic: str, error: ErrorCase
) -> None:
    effect, status, *codes = error
    inject({"operation": "*.P*", "effect": effect})

    put = _code(client("dynamodb").put_item, TableName=table, Item=ITEM)
    published = _code(client("sns").publish, TopicArn=topic, Message="m")

    assert [put, published] == [(code, status) for code in codes]
    assert client("dynamodb").scan(TableName=table)["Count"] == 0


def test_an_answer_may_be_lost_after_the_service_has_acted(
    client: Client, inject: Inject, table: str
) -> None:
    inject({"operation": "dynamodb.PutItem", "effect": "lost_answer", "times": 1})

    code = _code(client("dynamodb").put_item, TableName=table, Item=ITEM)

    assert code == ("InternalServerError", 500)
    assert client("dynamodb").scan(TableName=table)["Items"] == [ITEM]


def test_faults_end_when_they_are_replaced(client: Client, inject: Inject, table: str) -> None:
    inject({"operation": "*", "effect": "throttle"})
    assert inject() == []

    client("dynamodb").put_item(TableName=table, Item=ITEM)


def test_the_report_counts_calls_and_hits_of_each_rule(
    client: Client, inject: Inject, table: str, cloud: EmbeddedCloud
) -> None:
    inject({"operation": "dynamodb.PutItem", "effect": "throttle", "times": 1})
    _code(client("dynamodb").put_item, TableName=table, Item=ITEM)
    client("dynamodb").put_item(TableName=table, Item=ITEM)

    (report,) = urllib3.request("GET", f"{cloud.endpoint}/_localcloud/faults").json()
    assert (report["seen"], report["hits"]) == (2, 1)


def test_a_batch_may_be_published_in_part(client: Client, inject: Inject, topic: str) -> None:
    inject({"operation": "sns.PublishBatch", "effect": "partial", "skip": 1, "times": 1})
    entries = [{"Id": name, "Message": name} for name in ("a", "b", "c")]

    answer = client("sns").publish_batch(TopicArn=topic, PublishBatchRequestEntries=entries)

    assert [each["Id"] for each in answer["Successful"]] == ["a", "c"]
    assert [(each["Id"], each["Code"]) for each in answer["Failed"]] == [("b", "InternalError")]


def test_a_rule_that_is_invalid_is_rejected(cloud: EmbeddedCloud) -> None:
    url = f"{cloud.endpoint}/_localcloud/faults"

    for body in (b"[{}]", b"nonsense"):
        answer = urllib3.request("PUT", url, body=body)
        assert answer.status == 400
        assert answer.json()["message"]
