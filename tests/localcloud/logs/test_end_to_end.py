"""A line that matches reaches the subscribed function, on the real runtime."""

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

FAILING = """
import logging
def handler(event, context):
    logging.getLogger().error("cannot store %s", event["id"])
    logging.getLogger().warning("only a warning")
"""
PRINTER = "import json\ndef handler(event, context):\n    print(json.dumps(event))\n"


def test_an_error_line_of_a_function_reaches_the_subscribed_one(
    client: Callable[[str], Any],
    create_function: Callable[..., str],
    permit: Callable[[str, str], None],
    eventually: Callable[..., Any],
) -> None:
    create_function("failing", FAILING, LoggingConfig={"LogFormat": "JSON"})
    notifier = create_function("notifier", PRINTER)
    permit("notifier", "logs.amazonaws.com")
    client("logs").put_subscription_filter(
        logGroupName="/aws/lambda/failing",
        filterName="errors",
        filterPattern='{ ($.level = "ERROR") || ($.level = "CRITICAL") }',
        destinationArn=notifier,
    )
    client("lambda").invoke(FunctionName="failing", Payload=b'{"id": "7"}')
    [line] = eventually(
        lambda: client("logs").filter_log_events(
            logGroupName="/aws/lambda/notifier", filterPattern="awslogs"
        )["events"]
    )
    data = json.loads(line["message"])["awslogs"]["data"]
    message = json.loads(gzip.decompress(base64.b64decode(data)))
    assert message["logGroup"] == "/aws/lambda/failing"
    assert [json.loads(event["message"])["message"] for event in message["logEvents"]] == [
        "cannot store 7"
    ]
