"""Which cause sets off which alarm; `python -m tests.faults.alarm_causes` writes docs/alarms.md."""

from dataclasses import dataclass
from pathlib import Path

from tests.faults import alarm_drills as drills
from tests.faults.alarm_drills import API, ENRICHER, EXCHANGES, NOTIFIER, PROCESSOR, WEBHOOK, Drill


@dataclass(frozen=True)
class Cause:
    """What happens, in words, the alarms that it sets off, and how a test makes it happen.

    A long one takes a minute, since it waits for a function that nearly times out.
    """

    what: str
    alarms: tuple[str, ...]
    drill: Drill
    is_long: bool = False


CAUSES: dict[str, Cause] = {
    "failed-webhooks": Cause(
        "DynamoDB fails each write of webhook-processor",
        (f"{WEBHOOK}-errors", f"{WEBHOOK}-error-lines", f"{WEBHOOK}-dlq-not-empty"),
        drills.webhooks_fail,
    ),
    "killed-enricher": Cause(
        "price-enricher is killed at its first call to AWS",
        (f"{ENRICHER}-errors", f"{ENRICHER}-dlq-not-empty"),
        drills.enricher_dies,
    ),
    "failed-enrichment": Cause(
        "DynamoDB fails each query of price-enricher",
        (f"{ENRICHER}-error-lines",),
        drills.enricher_logs_errors,
    ),
    "failed-notices": Cause(
        "SNS fails each message of error-notifier",
        (f"{NOTIFIER}-errors", f"{NOTIFIER}-error-lines", f"{NOTIFIER}-dlq-not-empty"),
        drills.notifier_fails,
    ),
    "killed-processor": Cause(
        "data-processor is killed at its first call to AWS",
        (f"{PROCESSOR}-errors",),
        drills.processor_dies,
    ),
    "bad-messages": Cause(
        "A message has a price below zero",
        (f"{PROCESSOR}-message-errors", "market-data-dlq-not-empty"),
        drills.bad_messages,
    ),
    "failed-alerts": Cause(
        "DynamoDB fails each write of data-processor",
        (f"{PROCESSOR}-error-lines",),
        drills.alerts_fail,
    ),
    "throttled-events": Cause(
        "Lambda throttles asynchronous invocations for longer than half of the age limit",
        (f"{WEBHOOK}-throttles", f"{WEBHOOK}-event-age", f"{NOTIFIER}-throttles",
         f"{NOTIFIER}-event-age"),
        drills.events_are_throttled,
    ),
    "throttled-batches": Cause(
        "Lambda throttles the invocations of the stream and of the queue for over five minutes",
        (f"{ENRICHER}-throttles", f"{ENRICHER}-iterator-age", f"{PROCESSOR}-throttles",
         "market-data-queue-oldest-message"),
        drills.batches_are_throttled,
    ),
    "throttled-tables": Cause(
        "DynamoDB throttles a read and a write of each table",
        tuple(f"{table}-{kind}-throttles" for table in ("crypto-prices", "market-alerts")
              for kind in ("read", "write")),
        drills.tables_are_throttled,
    ),
    "refused-dead-letters": Cause(
        "The roles of webhook-processor and error-notifier lose sqs:SendMessage, and both fail",
        (f"{WEBHOOK}-dead-letter-errors", f"{NOTIFIER}-dead-letter-errors"),
        drills.dead_letters_are_refused,
    ),
    "refused-records": Cause(
        "The role of price-enricher loses sqs:SendMessage; the function is killed",
        (f"{ENRICHER}-destination-failures",),
        drills.failed_records_are_refused,
    ),
    "refused-announcements": Cause(
        "The role of webhook-processor loses sns:Publish",
        (f"{WEBHOOK}-destination-failures",),
        drills.success_is_not_announced,
    ),
    "slow-notices": Cause(
        "SNS does not answer error-notifier",
        (f"{NOTIFIER}-duration",),
        drills.slow(NOTIFIER, "sns.Publish", drills.notify, 9),
    ),
    "slow-webhooks": Cause(
        "DynamoDB takes 2.6 seconds for each write of webhook-processor",
        (f"{WEBHOOK}-duration",),
        drills.slow(WEBHOOK, "dynamodb.PutItem", drills.post_many),
        is_long=True,
    ),
    "slow-enrichment": Cause(
        "DynamoDB takes 2.6 seconds for each call of price-enricher",
        (f"{ENRICHER}-duration",),
        drills.slow(ENRICHER, "dynamodb.*", drills.post_many),
        is_long=True,
    ),
    "slow-alerts": Cause(
        "DynamoDB does not answer data-processor",
        (f"{PROCESSOR}-duration",),
        drills.slow(PROCESSOR, "dynamodb.PutItem", drills.send_alerts, 4),
        is_long=True,
    ),
    "suspect-price": Cause(
        "A trade has ten times the price of the twenty before it",
        (f"{ENRICHER}-suspect-prices",),
        drills.a_price_is_suspect,
    ),
    "unsigned-webhooks": Cause(
        "A webhook of each exchange has no signature",
        tuple(f"{WEBHOOK}-rejected-ticks-{exchange}" for exchange in EXCHANGES),
        drills.ticks_are_rejected,
    ),
    "large-webhook": Cause(
        "A webhook has more ticks than a body may hold",
        (f"{WEBHOOK}-too-many-ticks",),
        drills.webhooks_are_too_large,
    ),
    "malformed-requests": Cause(
        "Ten requests with a body of XML", (f"{API}-4xx",), drills.requests_are_malformed
    ),
    "refused-webhooks": Cause(
        "The policy of webhook-processor no longer allows API Gateway to invoke it",
        (f"{API}-5xx",),
        drills.lambda_refuses_webhooks,
    ),
    "many-requests": Cause(
        "Ten requests; the drill lowers the threshold from 10,000 to 5", (f"{API}-requests",),
        drills.many_requests,
    ),
}  # fmt: skip


def page() -> str:
    """The content of docs/alarms.md."""
    rows = sorted((alarm, cause.what) for cause in CAUSES.values() for alarm in cause.alarms)
    table = [f"| {alarm} | {what}. |" for alarm, what in sorted(rows)]
    return "\n".join([_HEAD, "| alarm | cause |", "|---|---|", *table, ""])


_HEAD = """<!-- Written by python -m tests.faults.alarm_causes; do not edit. -->
# What sets off each alarm

`tests/faults/test_alarms.py` makes each of these happen in a deployed environment of the embedded
AWS, receives the ALARM message from the operations topic, ends the cause, and receives the OK
message. `make nightly` tests every cause, each commit two of the quick ones. For what to do when an
alarm fires, read [operations.md](operations.md).
"""

if __name__ == "__main__":
    Path("docs/alarms.md").write_text(page(), encoding="utf-8")
