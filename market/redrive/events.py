"""Replays events that Lambda gave up: each is handed to the function once more."""

import json

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from market.redrive.dead_letters import Letter


class EventReplay:
    """A dead letter is the event as it was sent, so Lambda can take it again.

    https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """

    def __init__(self, cloud: Cloud, function: str) -> None:
        self._lambda = client(cloud, "lambda")
        self._function = function

    def replay(self, letter: Letter) -> None:
        """Hand the event over asynchronously: with the retries and destinations of the function.

        Raises:
            ValueError: it is no event.
        """
        payload = json.dumps(letter.document).encode()
        self._lambda.invoke(
            FunctionName=self._function,
            InvocationType="Event",
            Payload=payload,
        )
