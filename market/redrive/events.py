"""Replays events that Lambda discarded: invokes the function with each of them."""

import json

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from market.redrive.dead_letters import DeadLetterMessage


class EventReplay:
    """A dead-letter message is the original event, so the function can be invoked with it.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """

    def __init__(self, cloud: Cloud, function: str) -> None:
        self._lambda = client(cloud, "lambda")
        self._function = function

    def replay(self, message: DeadLetterMessage) -> None:
        """Invoke asynchronously, with the retries and destinations of the function.

        Raises:
            ValueError: it is not a JSON object.
        """
        payload = json.dumps(message.document).encode()
        self._lambda.invoke(
            FunctionName=self._function,
            InvocationType="Event",
            Payload=payload,
        )
