"""Sets off alarms: by an injected fault, a right that is taken away, or traffic."""

import base64
import contextlib
import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import urllib3

from gitops.environment.settings import settings_of
from stacks.environment import MOST_TICKS_PER_BODY
from tests.faults.conftest import Inject
from tests.integration.crypto_price_processing.deployed import CryptoPriceProcessing
from tests.integration.crypto_price_processing.webhook_sender import Sender, now_ms
from tests.integration.deployed import client
from tests.integration.market_data_processing.deployed import (
    MAX_BATCH_SIZE,
    MarketDataProcessing,
    body,
)

WEBHOOK, ENRICHER = "webhook-processor", "price-enricher"
NOTIFIER, PROCESSOR = "error-notifier", "data-processor"
API = "price-webhooks"
# The environment of the drills has the settings of any that nobody protects.
EXCHANGES = sorted(settings_of("faults")["exchange_endpoints"])
# Slow, but within the three seconds that a function waits for an answer.
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
        """Post a webhook with so many trades, each of another series."""
        self.sender.post(json.dumps([_trade(f"DRILL-{n}") for n in range(ticks)]))

    def post_unsigned(self, exchange: str) -> None:
        """Post a trade that its exchange has not signed."""
        url = f"{self.crypto['webhook_url']}/{exchange}"
        headers = {"content-type": "application/json"}
        urllib3.request("POST", url, body=json.dumps(_trade("DRILL")), headers=headers)

    def empty_dead_letters(self) -> None:
        """Delete what waits in the dead-letter queues of both stacks."""
        for stack in (self.crypto, self.market):
            for output, url in stack.outputs.items():
                if output.endswith("dlq_url"):
                    empty(url)

    def fail(self, operation: str, effect: str, caller: str, **more: Any) -> None:
        """Inject one fault into the calls of a function."""
        rule = {"operation": operation, "effect": effect, "caller": f"{caller}-*"}
        self.inject({**rule, **more})


def _trade(symbol: str, price: str = "1", age_ms: int = 0) -> dict[str, Any]:
    return {"symbol": symbol, "price": price, "time": now_ms() - age_ms}


Drill = Callable[[World], contextlib.AbstractContextManager[None]]


@contextlib.contextmanager
def webhooks_fail(world: World) -> Iterator[None]:
    world.fail("dynamodb.PutItem", "internal_error", WEBHOOK)
    world.post()
    yield
    empty(world.crypto["webhook_processor_dlq_url"])


@contextlib.contextmanager
def enricher_dies(world: World) -> Iterator[None]:
    world.fail("*", "kill", ENRICHER)
    world.post()
    yield
    empty(world.crypto["price_enricher_dlq_url"])


@contextlib.contextmanager
def enricher_logs_errors(world: World) -> Iterator[None]:
    world.fail("dynamodb.Query", "internal_error", ENRICHER)
    world.post()
    yield
    empty(world.crypto["price_enricher_dlq_url"])


@contextlib.contextmanager
def notifier_fails(world: World) -> Iterator[None]:
    world.fail("sns.Publish", "internal_error", NOTIFIER)
    notify(world)
    yield
    empty(world.crypto["error_notifier_dlq_url"])


@contextlib.contextmanager
def processor_dies(world: World) -> Iterator[None]:
    world.fail("*", "kill", PROCESSOR)
    world.market.send([body("DRILL", 151)])
    yield


@contextlib.contextmanager
def alerts_fail(world: World) -> Iterator[None]:
    world.fail("dynamodb.PutItem", "internal_error", PROCESSOR)
    world.market.send([body("DRILL", 151)])
    yield
    empty(world.market["dlq_url"])


@contextlib.contextmanager
def bad_messages(world: World) -> Iterator[None]:
    world.market.send([body("DRILL", -1)])
    yield
    empty(world.market["dlq_url"])


@contextlib.contextmanager
def events_are_throttled(world: World) -> Iterator[None]:
    world.inject({"operation": "lambda.InvokeAsync", "effect": "throttle"})
    world.post()
    notify(world)
    yield


@contextlib.contextmanager
def batches_are_throttled(world: World) -> Iterator[None]:
    world.inject({"operation": "lambda.Invoke", "effect": "throttle"})
    world.post()
    world.market.send([body("DRILL", 100)])
    yield


@contextlib.contextmanager
def tables_are_throttled(world: World) -> Iterator[None]:
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
def dead_letters_are_refused(world: World) -> Iterator[None]:
    world.inject(
        {"operation": "dynamodb.*", "effect": "internal_error", "caller": f"{WEBHOOK}-*"},
        {"operation": "sns.Publish", "effect": "internal_error", "caller": f"{NOTIFIER}-*"},
    )
    with _denied(world, (WEBHOOK, NOTIFIER), "sqs:SendMessage"):
        world.post()
        notify(world)
        yield


@contextlib.contextmanager
def failed_records_are_refused(world: World) -> Iterator[None]:
    world.fail("*", "kill", ENRICHER)
    with _denied(world, (ENRICHER,), "sqs:SendMessage"):
        world.post()
        yield


@contextlib.contextmanager
def success_is_not_announced(world: World) -> Iterator[None]:
    with _denied(world, (WEBHOOK,), "sns:Publish"):
        world.post()
        yield


def slow(
    function: str, operation: str, send: Callable[[World], None], seconds: float = SLOW_SECONDS
) -> Drill:
    """Every call of an operation takes so long, in real seconds as those of the time-outs."""

    @contextlib.contextmanager
    def drill(world: World) -> Iterator[None]:
        world.fail(operation, "slow", function, seconds=seconds)
        send(world)
        yield
        world.empty_dead_letters()

    return drill


@contextlib.contextmanager
def a_price_is_suspect(world: World) -> Iterator[None]:
    """Ten times the price of the twenty trades before it."""
    series = f"DRILL-{now_ms()}"
    usual = [_trade(series, "1", age_ms) for age_ms in range(20, 0, -1)]
    world.sender.post(json.dumps([*usual, _trade(series, "10")]))
    yield


@contextlib.contextmanager
def ticks_are_rejected(world: World) -> Iterator[None]:
    for exchange in EXCHANGES:
        world.post_unsigned(exchange)
    yield


@contextlib.contextmanager
def webhooks_are_too_large(world: World) -> Iterator[None]:
    world.post(MOST_TICKS_PER_BODY + 1)
    yield


@contextlib.contextmanager
def requests_are_malformed(world: World) -> Iterator[None]:
    _post_malformed(world)
    yield


@contextlib.contextmanager
def lambda_refuses_webhooks(world: World) -> Iterator[None]:
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
def many_requests(world: World) -> Iterator[None]:
    """More than the alarm allows, which the drill lowers: 10,000 are too many for a test."""
    with _threshold(world.name(f"{API}-requests"), 5):
        _post_malformed(world)
        yield


def notify(world: World) -> None:
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


def post_many(world: World) -> None:
    world.post(SLOW_TICKS)


def send_alerts(world: World) -> None:
    """As many as one invocation takes: a second one would set off the alarm again as it ends."""
    world.market.send([body("DRILL", 151)] * MAX_BATCH_SIZE)
