"""Asks AWS whether one thing exists, by the describe call of its type.

A list or a tag proves nothing: the tagging API names deleted resources for minutes to hours
(github.com/aws/aws-sdk/issues/676, read 2026-11), and the lists of IAM and SQS lag behind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud

# The error codes of "no such thing" in botocore's models of the services below.
NOT_FOUND = {
    "AWS.SimpleQueueService.NonExistentQueue",
    "NoSuchEntity",
    "NotFound",
    "NotFoundException",
    "QueueDoesNotExist",
    "ResourceNotFound",
    "ResourceNotFoundException",
}


@dataclass(frozen=True)
class Describe:
    """The describe call of one type.

    `arguments` makes its arguments from the name or id. A call that answers for what is not there,
    too, needs `names`: what takes from its answer the names of all that is there.
    """

    service: str
    operation: str
    arguments: Callable[[str], Mapping[str, Any]]
    names: Callable[[Any], Iterable[str]] | None = None


def _named(argument: str) -> Callable[[str], Mapping[str, Any]]:
    return lambda name: {argument: name}


def _pair(first: str, second: str, separator: str) -> Callable[[str], Mapping[str, Any]]:
    return lambda name: dict(zip((first, second), name.split(separator, 1), strict=True))


def _each(listed: str, name: str) -> Callable[[Any], Iterable[str]]:
    return lambda answer: [each[name] for each in answer[listed]]


def _parameter(name: str) -> Mapping[str, Any]:
    # GetParameter would answer with the value, which nobody here needs to see.
    return {"ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": [name]}]}


DESCRIBES: Mapping[str, Describe] = {
    "aws_api_gateway_rest_api": Describe("apigateway", "get_rest_api", _named("restApiId")),
    "aws_api_gateway_stage": Describe(
        "apigateway", "get_stage", _pair("restApiId", "stageName", "/")
    ),
    "aws_budgets_budget": Describe(
        "budgets", "describe_budget", _pair("AccountId", "BudgetName", ":")
    ),
    "aws_cloudwatch_dashboard": Describe("cloudwatch", "get_dashboard", _named("DashboardName")),
    "aws_cloudwatch_log_group": Describe(
        "logs",
        "describe_log_groups",
        _named("logGroupNamePrefix"),
        _each("logGroups", "logGroupName"),
    ),
    "aws_cloudwatch_metric_alarm": Describe(
        "cloudwatch",
        "describe_alarms",
        # Without the types AWS answers with metric alarms only.
        lambda name: {"AlarmNames": [name], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]},
        lambda answer: [
            each["AlarmName"]
            for kind in ("MetricAlarms", "CompositeAlarms")
            for each in answer.get(kind, ())
        ],
    ),
    "aws_cloudwatch_query_definition": Describe(
        "logs",
        "describe_query_definitions",
        lambda _: {},
        _each("queryDefinitions", "queryDefinitionId"),
    ),
    "aws_dynamodb_table": Describe("dynamodb", "describe_table", _named("TableName")),
    "aws_iam_role": Describe("iam", "get_role", _named("RoleName")),
    "aws_kms_alias": Describe("kms", "describe_key", _named("KeyId")),
    "aws_kms_key": Describe("kms", "describe_key", _named("KeyId")),
    # One that is being deleted needs nobody any more (as in its listing).
    "aws_lambda_event_source_mapping": Describe(
        "lambda",
        "get_event_source_mapping",
        _named("UUID"),
        lambda answer: [] if answer["State"] == "Deleting" else [answer["UUID"]],
    ),
    "aws_lambda_function": Describe("lambda", "get_function_configuration", _named("FunctionName")),
    "aws_sns_topic": Describe("sns", "get_topic_attributes", _named("TopicArn")),
    "aws_sqs_queue": Describe("sqs", "get_queue_url", _named("QueueName")),
    "aws_ssm_parameter": Describe(
        "ssm", "describe_parameters", _parameter, _each("Parameters", "Name")
    ),
}

# Service of an ARN -> what its resource part begins with -> type.
TYPES: Mapping[str, Mapping[str, str]] = {
    "budgets": {"budget/": "aws_budgets_budget"},
    "cloudwatch": {"alarm:": "aws_cloudwatch_metric_alarm"},
    "dynamodb": {"table/": "aws_dynamodb_table"},
    "iam": {"role/": "aws_iam_role"},
    "kms": {"key/": "aws_kms_key"},
    "lambda": {
        "event-source-mapping:": "aws_lambda_event_source_mapping",
        "function:": "aws_lambda_function",
    },
    "logs": {"log-group:": "aws_cloudwatch_log_group"},
    "sns": {"": "aws_sns_topic"},
    "sqs": {"": "aws_sqs_queue"},
    "ssm": {"parameter": "aws_ssm_parameter"},
}
# Before the name or id in the identity by which Terraform imports.
_BEFORE_NAME = {"aws_cloudwatch_query_definition": ":", "aws_sqs_queue": "/"}
REST_API = "/restapis/"
STAGES = "/stages/"


@dataclass(frozen=True)
class Thing:
    """Something in AWS: its Terraform type, and the name or id by which its describe call finds it.

    `kind` is empty for what nobody here can describe; its `name` is the whole ARN then.
    """

    kind: str
    name: str

    @classmethod
    def of_import(cls, kind: str, identity: str) -> "Thing":
        """What Terraform imports by that identity."""
        separator = _BEFORE_NAME.get(kind)
        return cls(kind, identity.rsplit(separator, 1)[-1] if separator else identity)

    @classmethod
    def of_arn(cls, arn: str) -> "Thing":
        """What the ARN names."""
        service, account, resource = (
            arn.removesuffix(":*").split(":", 5)[part] for part in (2, 4, 5)
        )
        if service == "apigateway":
            return _of_api(arn, resource)
        for prefix, kind in TYPES.get(service, {}).items():
            if resource.startswith(prefix):
                return cls(kind, _name(kind, arn, account, resource.removeprefix(prefix)))
        return cls("", arn)

    def exists(self, cloud: Cloud) -> bool:
        """Whether it is there. What nobody can describe may be, and so counts as if it were."""
        describe = DESCRIBES.get(self.kind)
        if describe is None:
            return True
        try:
            return _answers(client(cloud, describe.service), describe, self.name)
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_FOUND:
                return False
            raise


def _answers(service: Any, describe: Describe, name: str) -> bool:
    """Whether an answer names it; AWS may send empty pages before the one that does."""
    arguments = describe.arguments(name)
    if describe.names is None:
        getattr(service, describe.operation)(**arguments)
        return True
    if not service.can_paginate(describe.operation):
        return name in describe.names(getattr(service, describe.operation)(**arguments))
    pages = service.get_paginator(describe.operation).paginate(**arguments)
    return any(name in describe.names(page) for page in pages)


def _of_api(arn: str, resource: str) -> Thing:
    """API Gateway's ARNs hold paths: `/restapis/<id>`, `/restapis/<id>/stages/<name>`."""
    api, stages, stage = resource.removeprefix(REST_API).partition(STAGES)
    if not resource.startswith(REST_API) or "/" in api + stage:
        return Thing("", arn)
    if stages:
        return Thing("aws_api_gateway_stage", f"{api}/{stage}")
    return Thing("aws_api_gateway_rest_api", api)


def _name(kind: str, arn: str, account: str, rest: str) -> str:
    match kind:
        case "aws_sns_topic":
            return arn
        case "aws_budgets_budget":
            return f"{account}:{rest}"
        case "aws_iam_role":  # a path may stand before the name
            return rest.rsplit("/", 1)[-1]
        case "aws_dynamodb_table":  # an index or a stream may follow
            return rest.split("/", 1)[0]
        case _:
            return rest
