"""Small plans in the shape that `terraform show -json` prints."""

from collections.abc import Mapping
from typing import Any

Attributes = Mapping[str, Any]

SUFFIX = {"default_tags": [{"tags": {"constant_value": {"Environment": "dev"}}}]}
DATA = {"data.aws_partition.here": {"partition": "aws"}}


def plan(
    declared: Mapping[str, Attributes],
    actual: Mapping[str, Attributes],
    unknown: Mapping[str, Attributes] | None = None,
) -> dict[str, Any]:
    """A plan of the declared resources (address -> attributes) and of what is known of them."""
    unknown = unknown or {}
    # One of -refresh-only shows as the state what a plan shows as planned values.
    state = [*_entries(DATA, "data"), *_entries(actual)]
    return {
        "format_version": "1.2",
        "complete": True,
        "errored": False,
        "planned_values": {"root_module": {"resources": _entries(actual)}},
        "prior_state": {"values": {"root_module": {"resources": state}}},
        "resource_changes": [
            {"address": address, "change": {"after_unknown": unknown.get(address, {})}}
            for address in actual
        ],
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": SUFFIX}},
            "root_module": {
                "resources": [
                    {**_named(address), "mode": "managed", "expressions": expressions(values)}
                    for address, values in declared.items()
                ]
            },
        },
    }


def expressions(values: Attributes) -> dict[str, Any]:
    """The attributes as Terraform shows those of a JSON configuration: blocks are lists."""
    return {
        key: [expressions(block) for block in value]
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else {"constant_value": value, "references": ["what.is.read"]}
        for key, value in values.items()
    }


def _entries(values: Mapping[str, Attributes], mode: str = "managed") -> list[dict[str, Any]]:
    return [{**_named(address), "mode": mode, "values": found} for address, found in values.items()]


def _named(address: str) -> dict[str, str]:
    kind, name = address.removeprefix("data.").split(".", maxsplit=1)
    return {"address": address, "type": kind, "name": name.split("[")[0]}
