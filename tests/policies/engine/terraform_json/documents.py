"""A document that is admitted, and what its tests change in it."""

import copy
from collections.abc import Mapping
from typing import Any

from policies.engine.terraform_json.own_blocks import OwnBlocks

LOCAL = {"local": {"path": "../../../state/dev/prices.tfstate"}}
BUCKET = {
    "s3": {"bucket": "b", "key": "prices/dev.tfstate", "region": "us-east-1", "use_lockfile": True}
}
OWN = OwnBlocks("dev", "us-east-1", "5.100.0", BUCKET, [LOCAL])
ARCHIVE = "assets/code/0123456789ABCDEF0123456789ABCDEF/code.zip"
ABSENT = object()
GOOD: Mapping[str, Any] = {
    "//": {"metadata": {"version": "0.21.0"}},
    "terraform": {
        "backend": LOCAL,
        "required_providers": {"aws": {"source": "aws", "version": "5.100.0"}},
    },
    "provider": {
        "aws": [
            {
                "region": "us-east-1",
                "default_tags": [{"tags": {"Environment": "dev", "Team": "trading"}}],
            }
        ]
    },
    "data": {"aws_partition": {"partition": {"//": {"metadata": {"path": "prices/partition"}}}}},
    "output": {"table": {"value": "${aws_dynamodb_table.prices.name}"}},
    "moved": [{"from": "aws_dynamodb_table.old", "to": "aws_dynamodb_table.prices"}],
    "resource": {
        "aws_dynamodb_table": {
            "prices": {
                "//": {"metadata": {"path": "prices/table", "uniqueId": "prices"}},
                "name": "prices-dev",
                "attribute": [{"name": "id", "type": "S"}],
                "lifecycle": {"prevent_destroy": True},
            }
        },
        "aws_lambda_function": {
            "code": {
                "function_name": "code-dev",
                "filename": ARCHIVE,
                "role": "arn:${data.aws_partition.partition.partition}:iam::1:role/code",
                "environment": {"variables": {"TABLE": "${aws_dynamodb_table.prices.name}"}},
                "depends_on": ["aws_dynamodb_table.prices"],
            }
        },
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good document with another value at `path`, or without it if that is ABSENT."""
    document: dict[str, Any] = copy.deepcopy(dict(GOOD))
    *parents, last = path.split("/")
    place: Any = document
    for step in parents:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if value is ABSENT:
        del place[last]
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return document
