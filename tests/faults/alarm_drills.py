"""What makes each alarm ring: a fault that is injected, a right that is taken away, or traffic."""

import base64
import contextlib
import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from tests.faults.conftest import Inject
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender, now_ms
from tests.integration.deployed import client
from tests.integration.market_data_processing.deployed import MarketDataProcessing, body

WEBHOOK, ENRICHER = "webhook-processor", "price-enricher"
NOTIFIER, PROCESSOR = "error-notifier", "data-processor"
API = "price-webhooks"
SLOW_TICKS, SLOW_SECONDS = 20, 2.6
DENY = "alarm-drill"


@dataclass(frozen=True)
class World:
    """Both deployed stacks, a sender of webhooks, and the faults of their cloud."""

    crypto: CryptoPriceProcessing
    market: MarketDataProcessing
    sender: Sender
    inject: Inject

    def name(self, resource: str) -> str:
        """The name of a resource of this environment."""
        return f"{resource}-{self.crypto.suffix}"

    def post(self, ticks: int = 1) -> None:
        """Post a webhook with so many trades."""
        trades = [{"symbol": "DRILL", "price": "1", "time": now_ms() - n} for n in range(ticks)]
        self.sender.post(json.dumps(trades))

    def fail(self, operation: str, effect: str, caller: str, **more: Any) -> None:
        """Inject one fault into the calls of a function."""
        rule = {"operation": operation, "effect": effect, "caller": f"{caller}-*"}
        self.inject({**rule, **more})


Drill = Callable[[World], contextlib.AbstractContextManager[None]]


@dataclass(frozen=True)
class Cause:
    """What happens, in words, the alarms that it rings, and how a test makes it happen."""

    what: str
    rings: tuple[str, ...]
    drill: Drill


@contextlib.contextmanager
def _webhooks_fail(world: World) -> Iterator[None]:
    world.fail("dynamodb.PutItem", "internal_error", WEBHOOK)
    world.post()
    yield
    empty(world.crypto["webhook_processor_dlq_url"])


@contextlib.contextmanager
def _enricher_dies(world: World) -> Iterator[None]:
    world.fail("*", "kill", ENRICHER)
    world.post()
    yield
    empty(world.crypto["price_enricher_dlq_url"])


@contextlib.contextmanager
def _enricher_logs_errors(world: World) -> Iterator[None]:
    world.fail("dynamodb.Query", "internal_error", ENRICHER)
    world.post()
    yield
    empty(world.crypto["price_enricher_dlq_url"])


@contextlib.contextmanager
def _notifier_fails(world: World) -> Iterator[None]:
    world.fail("sns.Publish", "internal_error", NOTIFIER)
    _notify(world)
    yield
    empty(world.crypto["error_notifier_dlq_url"])


@contextlib.contextmanager
def _processor_dies(world: World) -> Iterator[None]:
    world.fail("*", "kill", PROCESSOR)
    world.market.send([body("DRILL", 151)])
    yield


@contextlib.contextmanager
def _alerts_fail(world: World) -> Iterator[None]:
    world.fail("dynamodb.PutItem", "internal_error", PROCESSOR)
    world.market.send([body("DRILL", 151)])
    yield
    empty(world.market["dlq_url"])


@contextlib.contextmanager
def _bad_messages(world: World) -> Iterator[None]:
    world.market.send([body("DRILL", -1)])
    yield
    empty(world.market["dlq_url"])


@contextlib.contextmanager
def _events_are_throttled(world: World) -> Iterator[None]:
    world.inject({"operation": "lambda.InvokeAsync", "effect": "throttle"})
    world.post()
    _notify(world)
    yield


@contextlib.contextmanager
def _batches_are_throttled(world: World) -> Iterator[None]:
    world.inject({"operation": "lambda.Invoke", "effect": "throttle"})
    world.post()
    world.market.send([body("DRILL", 100)])
    yield


@contextlib.contextmanager
def _tables_are_throttled(world: World) -> Iterator[None]:
    world.inject({"operation": "dynamodb.*", "effect": "throttle", "caller": ""})
    for stack in (world.crypto, world.market):
        table = stack["dynamodb_table_name"]
        for operation, request in _requests():
            with contextlib.suppress(client("dynamodb").exceptions.ClientError):
                getattr(client("dynamodb"), operation)(TableName=table, **request)
    yield


def _requests() -> Iterator[tuple[str, dict[str, Any]]]:
    key = {"symbol": {"S": "DRILL"}, "timestamp": {"S": "0"}}
    yield "get_item", {"Key": key}
    yield "put_item", {"Item": key}


@contextlib.contextmanager
def _dead_letters_are_refused(world: World) -> Iterator[None]:
    world.inject(
        {"operation": "dynamodb.*", "effect": "internal_error", "caller": f"{WEBHOOK}-*"},
        {"operation": "sns.Publish", "effect": "internal_error", "caller": f"{NOTIFIER}-*"},
    )
    with _denied(world, (WEBHOOK, NOTIFIER), "sqs:SendMessage"):
        world.post()
        _notify(world)
        yield


@contextlib.contextmanager
def _failed_records_are_refused(world: World) -> Iterator[None]:
    world.fail("*", "kill", ENRICHER)
    with _denied(world, (ENRICHER,), "sqs:SendMessage"):
        world.post()
        yield


@contextlib.contextmanager
def _success_is_not_announced(world: World) -> Iterator[None]:
    with _denied(world, (WEBHOOK,), "sns:Publish"):
        world.post()
        yield


def _slow(
    function: str, operation: str, send: Callable[[World], None], seconds: float = SLOW_SECONDS
) -> Drill:
    @contextlib.contextmanager
    def drill(world: World) -> Iterator[None]:
        world.fail(operation, "slow", function, seconds=seconds)
        send(world)
        yield

    return drill


@contextlib.contextmanager
def _requests_are_malformed(world: World) -> Iterator[None]:
    _post_malformed(world)
    yield


@contextlib.contextmanager
def _lambda_refuses_webhooks(world: World) -> Iterator[None]:
    lambdas, function = client("lambda"), world.name(WEBHOOK)
    policy = json.loads(lambdas.get_policy(FunctionName=function)["Policy"])
    for each in policy["Statement"]:
        lambdas.remove_permission(FunctionName=function, StatementId=each["Sid"])
    try:
        url = f"{world.crypto['webhook_url']}/coinbase"
        urllib3.request("POST", url, body=b"{}", headers={"content-type": "application/json"})
        yield
    finally:
        for each in policy["Statement"]:
            lambdas.add_permission(FunctionName=function, **_permission(each))


def _permission(statement: dict[str, Any]) -> dict[str, str]:
    """The parameters that make a statement of a function's policy."""
    conditions = [pair for each in statement.get("Condition", {}).values() for pair in each.items()]
    named = {name.rpartition(":")[2]: value for name, value in conditions}
    return {
        "StatementId": statement["Sid"],
        "Action": statement["Action"],
        "Principal": statement["Principal"]["Service"],
        **{name: named[name] for name in ("SourceArn", "SourceAccount") if name in named},
    }


@contextlib.contextmanager
def _many_requests(world: World) -> Iterator[None]:
    """More than the alarm allows, which the drill lowers: 10,000 are too many for a test."""
    with _threshold(world.name(f"{API}-requests"), 5):
        _post_malformed(world)
        yield


def _notify(world: World) -> None:
    """Send error-notifier an error line, as a subscription filter does."""
    payload = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "/aws/lambda/drill",
        "logEvents": [{"message": json.dumps({"message": f"drill {time.time()}"})}],
    }
    data = base64.b64encode(gzip.compress(json.dumps(payload).encode())).decode()
    client("lambda").invoke(
        FunctionName=world.crypto["error_notifier_arn"],
        InvocationType="Event",
        Payload=json.dumps({"awslogs": {"data": data}}),
    )


def empty(url: str) -> None:
    """Delete the messages of a queue; SQS purges one only once in a minute."""
    sqs = client("sqs")
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


@contextlib.contextmanager
def _denied(world: World, functions: Sequence[str], action: str) -> Iterator[None]:
    """Take a right from the roles of functions."""
    lambdas, iam = client("lambda"), client("iam")
    names = [world.name(function) for function in functions]
    arns = [lambdas.get_function_configuration(FunctionName=name)["Role"] for name in names]
    roles = [arn.rpartition("/")[2] for arn in arns]
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    for role in roles:
        iam.put_role_policy(RoleName=role, PolicyName=DENY, PolicyDocument=policy)
    try:
        yield
    finally:
        for role in roles:
            iam.delete_role_policy(RoleName=role, PolicyName=DENY)


@contextlib.contextmanager
def _threshold(alarm: str, threshold: float) -> Iterator[None]:
    """Another threshold for an alarm."""
    cloudwatch = client("cloudwatch")
    [described] = cloudwatch.describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
    known = cloudwatch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    settings = {name: value for name, value in described.items() if name in known}
    cloudwatch.put_metric_alarm(**{**settings, "Threshold": threshold})
    try:
        yield
    finally:
        cloudwatch.put_metric_alarm(**settings)


def _post_malformed(world: World) -> None:
    """Ten requests that the API itself refuses."""
    for _ in range(10):
        url = f"{world.crypto['webhook_url']}/coinbase"
        urllib3.request("POST", url, body=b"<a/>", headers={"content-type": "text/xml"})


def _post_many(world: World) -> None:
    world.post(SLOW_TICKS)


def _send_alerts(world: World) -> None:
    world.market.send([body("DRILL", 151)] * SLOW_TICKS)


CAUSES: dict[str, Cause] = {
    "failed-webhooks": Cause(
        "DynamoDB fails each write of webhook-processor",
        (f"{WEBHOOK}-errors", f"{WEBHOOK}-error-lines", f"{WEBHOOK}-dlq-not-empty"),
        _webhooks_fail,
    ),
    "killed-enricher": Cause(
        "price-enricher is killed at its first call to AWS",
        (f"{ENRICHER}-errors", f"{ENRICHER}-dlq-not-empty"),
        _enricher_dies,
    ),
    "failed-enrichment": Cause(
        "DynamoDB fails each query of price-enricher",
        (f"{ENRICHER}-error-lines",),
        _enricher_logs_errors,
    ),
    "failed-notices": Cause(
        "SNS fails each message of error-notifier",
        (f"{NOTIFIER}-errors", f"{NOTIFIER}-error-lines", f"{NOTIFIER}-dlq-not-empty"),
        _notifier_fails,
    ),
    "killed-processor": Cause(
        "data-processor is killed at its first call to AWS",
        (f"{PROCESSOR}-errors",),
        _processor_dies,
    ),
    "bad-messages": Cause(
        "A message has a price below zero",
        (f"{PROCESSOR}-message-errors", "market-data-dlq-not-empty"),
        _bad_messages,
    ),
    "failed-alerts": Cause(
        "DynamoDB fails each write of data-processor",
        (f"{PROCESSOR}-error-lines",),
        _alerts_fail,
    ),
    "throttled-events": Cause(
        "Lambda throttles asynchronous invocations for longer than half of the age limit",
        (f"{WEBHOOK}-throttles", f"{WEBHOOK}-event-age", f"{NOTIFIER}-throttles",
         f"{NOTIFIER}-event-age"),
        _events_are_throttled,
    ),
    "throttled-batches": Cause(
        "Lambda throttles the invocations of the stream and of the queue for over five minutes",
        (f"{ENRICHER}-throttles", f"{ENRICHER}-iterator-age", f"{PROCESSOR}-throttles",
         "market-data-queue-oldest-message"),
        _batches_are_throttled,
    ),
    "throttled-tables": Cause(
        "DynamoDB throttles a read and a write of each table",
        tuple(f"{table}-{kind}-throttles" for table in ("crypto-prices", "market-alerts")
              for kind in ("read", "write")),
        _tables_are_throttled,
    ),
    "refused-dead-letters": Cause(
        "The roles of webhook-processor and error-notifier lose sqs:SendMessage, and both fail",
        (f"{WEBHOOK}-dead-letter-errors", f"{NOTIFIER}-dead-letter-errors"),
        _dead_letters_are_refused,
    ),
    "refused-records": Cause(
        "The role of price-enricher loses sqs:SendMessage; the function is killed",
        (f"{ENRICHER}-destination-failures",),
        _failed_records_are_refused,
    ),
    "refused-announcements": Cause(
        "The role of webhook-processor loses sns:Publish",
        (f"{WEBHOOK}-destination-failures",),
        _success_is_not_announced,
    ),
    "slow-webhooks": Cause(
        "Each write of a webhook with twenty trades takes three seconds",
        (f"{WEBHOOK}-duration",),
        _slow(WEBHOOK, "dynamodb.PutItem", _post_many),
    ),
    "slow-enrichment": Cause(
        "Each update of twenty trades takes three seconds",
        (f"{ENRICHER}-duration",),
        _slow(ENRICHER, "dynamodb.UpdateItem", _post_many),
    ),
    "slow-notices": Cause(
        "SNS does not answer error-notifier",
        (f"{NOTIFIER}-duration",),
        _slow(NOTIFIER, "sns.Publish", _notify, 9),
    ),
    "slow-alerts": Cause(
        "Each write of twenty alerts takes three seconds",
        (f"{PROCESSOR}-duration",),
        _slow(PROCESSOR, "dynamodb.PutItem", _send_alerts),
    ),
    "malformed-requests": Cause(
        "Ten requests with a body of XML", (f"{API}-4xx",), _requests_are_malformed
    ),
    "refused-webhooks": Cause(
        "The policy of webhook-processor lets API Gateway in no more", (f"{API}-5xx",),
        _lambda_refuses_webhooks,
    ),
    "many-requests": Cause(
        "Ten requests; the drill lowers the threshold from 10,000 to 5", (f"{API}-requests",),
        _many_requests,
    ),
}  # fmt: skip


def page() -> str:
    """The content of docs/alarms.md."""
    rows = sorted((alarm, cause.what) for cause in CAUSES.values() for alarm in cause.rings)
    table = [f"| [{alarm}](operations.md#{alarm}) | {what}. |" for alarm, what in rows]
    return "\n".join([_HEAD, "| alarm | what makes it ring |", "|---|---|", *table, ""])


_HEAD = """<!-- Written by python -m tests.faults.alarm_drills; do not edit. -->
# What makes each alarm ring

`tests/faults/test_alarms.py` causes each of these in a deployed environment of the embedded AWS,
receives the message of the operations topic, ends the cause, and receives the message that all is
well again: every cause at night, two of them for each commit.
"""

if __name__ == "__main__":
    Path("docs/alarms.md").write_text(page(), encoding="utf-8")
