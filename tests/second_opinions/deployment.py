"""The resources of synthesized stacks with the values that they have once they are deployed."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.engine import synth, terraform
from policies.engine.resource import Resource
from policies.engine.stack import Stack

ACCOUNT, REGION = "123456789012", "us-east-1"
API_ID = "a1b2c3d4e5"
# What Terraform reads and AWS never sees.
META = {"//", "connection", "count", "depends_on", "lifecycle", "provider"}

Values = dict[str, Any]


@dataclass(frozen=True)
class Deployed:
    """One resource; `place` is stack and address."""

    place: str
    type: str
    values: Values


def deployed(folder: Path) -> list[Deployed]:
    """All resources of the stacks in a folder, references followed and default tags merged."""
    return [
        Deployed(f"{stack.name}: {each.address}", each.type, _values(each, stack))
        for stack in synth.read(folder)
        for each in stack.resources
    ]


def arn(service: str, name: str) -> str:
    """An ARN in the account and region of the tests."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


def _global_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{name}"


# What AWS makes up when it creates a resource: type and attribute -> its value.
COMPUTED: Mapping[str, Callable[[Values], str]] = {
    "aws_api_gateway_deployment.id": lambda _: "d1e2f3",
    "aws_api_gateway_resource.id": lambda values: _short(values["path_part"]),
    "aws_api_gateway_rest_api.execution_arn": lambda _: arn("execute-api", API_ID),
    "aws_api_gateway_rest_api.id": lambda _: API_ID,
    "aws_api_gateway_rest_api.root_resource_id": lambda _: "r0o1t2",
    "aws_api_gateway_stage.invoke_url": lambda values: (
        f"https://{API_ID}.execute-api.{REGION}.amazonaws.com/{values['stage_name']}"
    ),
    "aws_cloudwatch_log_group.arn": lambda values: arn("logs", f"log-group:{values['name']}"),
    "aws_cloudwatch_metric_alarm.arn": lambda values: arn(
        "cloudwatch", f"alarm:{values['alarm_name']}"
    ),
    "aws_dynamodb_table.arn": lambda values: arn("dynamodb", f"table/{values['name']}"),
    "aws_dynamodb_table.stream_arn": lambda values: arn(
        "dynamodb", f"table/{values['name']}/stream/2026-01-01T00:00:00.000"
    ),
    "aws_iam_openid_connect_provider.arn": lambda values: _global_arn(
        f"oidc-provider/{values['url'].removeprefix('https://')}"
    ),
    "aws_iam_policy.arn": lambda values: _global_arn(f"policy/{values['name']}"),
    "aws_iam_role.arn": lambda values: _global_arn(f"role/{values['name']}"),
    "aws_iam_role.id": lambda values: str(values["name"]),
    "aws_kms_key.arn": lambda values: arn("kms", f"key/{_uuid(values['description'])}"),
    "aws_kms_key.key_id": lambda values: _uuid(values["description"]),
    "aws_lambda_function.arn": lambda values: arn("lambda", f"function:{values['function_name']}"),
    "aws_lambda_function.invoke_arn": lambda values: (
        f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
        f"{arn('lambda', 'function:' + values['function_name'])}/invocations"
    ),
    "aws_s3_bucket.arn": lambda values: f"arn:aws:s3:::{values['bucket']}",
    "aws_s3_bucket.id": lambda values: str(values["bucket"]),
    "aws_sns_topic.arn": lambda values: arn("sns", values["name"]),
    "aws_sqs_queue.arn": lambda values: arn("sqs", values["name"]),
    "aws_sqs_queue.url": lambda values: (
        f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{values['name']}"
    ),
}
DATA = {
    "data.aws_caller_identity.account_id": ACCOUNT,
    "data.aws_partition.partition": "aws",
}


def _values(resource: Resource, stack: Stack) -> Values:
    found = {
        name: _followed(value, stack) for name, value in resource.values.items() if name not in META
    }
    if "tags" in found:
        (defaults,) = (each["default_tags"][0]["tags"] for each in stack.providers)
        found["tags"] = {**defaults, **found["tags"]}
    return found


def _followed(raw: Any, stack: Stack) -> Any:
    if isinstance(raw, dict):
        return {key: _followed(value, stack) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_followed(each, stack) for each in raw]
    return _text(raw, stack) if isinstance(raw, str) else raw


def _text(text: str, stack: Stack) -> Any:
    parts = terraform.parts(text)
    if parts is None:
        raise ValueError(f"{text!r} is more than text and references")
    found = [part if isinstance(part, str) else _target(part, stack) for part in parts]
    return found[0] if len(found) == 1 else "".join(terraform.as_text(each) for each in found)


def _target(reference: terraform.Reference, stack: Stack) -> Any:
    attribute = str(reference.path[0])
    kind, _, _ = reference.address.rpartition(".")
    if kind.startswith("data."):
        return DATA[f"{kind}.{attribute}"]
    target = stack.find(reference.address)
    if target is None:
        raise ValueError(f"{reference} refers to nothing")
    if attribute in target.values:
        return _followed(target.values[attribute], stack)
    return COMPUTED[f"{kind}.{attribute}"](_values(target, stack))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _uuid(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
