"""Looks in the cloud itself, not in the state, for what a destroyed environment left behind.

What belongs to an environment is decided by the tag Environment, exactly, and for what cannot be
tagged by the exact names in the synthesized JSON; never by a pattern, since `*-dev` also matches
`x-pr-7-dev`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gitops.aws import client
from gitops.cloud import Cloud
from gitops.errors import Failure
from gitops.secrets import parameter_names
from gitops.synthesized import Resource


@dataclass(frozen=True)
class Listing:
    """How to list everything of one Terraform type in an account.

    `names` is a JMESPath expression over a page of `operation`; a name is what follows the last
    `separator`. `attribute` is the argument of the Terraform resource that holds its name.
    """

    service: str
    operation: str
    names: str
    attribute: str
    separator: str = ""


LISTINGS: Mapping[str, Listing] = {
    "aws_api_gateway_rest_api": Listing("apigateway", "get_rest_apis", "items[].name", "name"),
    "aws_cloudwatch_dashboard": Listing(
        "cloudwatch", "list_dashboards", "DashboardEntries[].DashboardName", "dashboard_name"
    ),
    "aws_cloudwatch_log_group": Listing(
        "logs", "describe_log_groups", "logGroups[].logGroupName", "name"
    ),
    "aws_cloudwatch_metric_alarm": Listing(
        "cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName", "alarm_name"
    ),
    "aws_dynamodb_table": Listing("dynamodb", "list_tables", "TableNames[]", "name"),
    "aws_iam_role": Listing("iam", "list_roles", "Roles[].RoleName", "name"),
    "aws_kms_alias": Listing("kms", "list_aliases", "Aliases[].AliasName", "name"),
    "aws_lambda_function": Listing(
        "lambda", "list_functions", "Functions[].FunctionName", "function_name"
    ),
    "aws_sns_topic": Listing("sns", "list_topics", "Topics[].TopicArn", "name", ":"),
    "aws_sqs_queue": Listing("sqs", "list_queues", "QueueUrls[]", "name", "/"),
}
# Deleting a function does not delete its mappings (Lambda API reference, DeleteFunction).
MAPPINGS = Listing(
    "lambda", "list_event_source_mappings",
    "EventSourceMappings[?State!='Deleting'].FunctionArn", "", ":",
)  # fmt: skip
PARAMETERS = Listing("ssm", "describe_parameters", "Parameters[].Name", "")

# These have no life of their own: they are gone when the resource that holds them is gone.
DIE_WITH_THEIR_PARENT = (
    "aws_api_gateway_",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_log_subscription_filter",
    "aws_iam_role_policy",
    "aws_kms_key_policy",
    "aws_lambda_function_event_invoke_config",
    "aws_lambda_permission",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
    "aws_sqs_queue_policy",
)
FOUND_OTHERWISE = ("aws_kms_key", "aws_lambda_event_source_mapping")

# Service of an ARN -> the listing that confirms it: the tagging API names what is long deleted.
CONFIRMED_BY = {
    "cloudwatch": LISTINGS["aws_cloudwatch_metric_alarm"],
    "dynamodb": LISTINGS["aws_dynamodb_table"],
    "lambda": LISTINGS["aws_lambda_function"],
    "logs": LISTINGS["aws_cloudwatch_log_group"],
    "sns": LISTINGS["aws_sns_topic"],
    "sqs": LISTINGS["aws_sqs_queue"],
    "ssm": PARAMETERS,
}


@dataclass
class Findings:
    """What is left: `leftovers` must not be, `residue` is what AWS keeps by design."""

    leftovers: list[str] = field(default_factory=list)
    residue: list[str] = field(default_factory=list)


def look(
    suffix: str, resources: Iterable[Resource], cloud: Cloud, *, whole: bool = True
) -> Findings:
    """Everything of the environment that the cloud still has.

    Unless the `whole` environment was destroyed, only the given resources are looked for: what
    carries the tag may belong to a stack that stays.

    Raises:
        Failure: a resource type that nobody taught this search; it must not pass unseen.
    """
    account = _Account(cloud)
    known = list(resources)
    _refuse_unknown({resource.type for resource in known})
    findings = Findings()
    _by_name(known, suffix, account, findings)
    if whole:
        _by_tag(suffix, account, findings)
    _backups(known, account, findings)
    return findings


@dataclass
class _Account:
    """Lists each kind of resource at most once."""

    cloud: Cloud
    _names: dict[Listing, set[str]] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return client(self.cloud, service)

    def names(self, listing: Listing) -> set[str]:
        if listing not in self._names:
            pages = self.client(listing.service).get_paginator(listing.operation).paginate()
            found = (str(name) for name in pages.search(listing.names) if name)
            self._names[listing] = {
                name.rsplit(listing.separator, 1)[-1] if listing.separator else name
                for name in found
            }
        return self._names[listing]


def _refuse_unknown(types: set[str]) -> None:
    unknown = sorted(
        kind
        for kind in types
        if kind not in LISTINGS
        and kind not in FOUND_OTHERWISE
        and not kind.startswith(DIE_WITH_THEIR_PARENT)
    )
    if unknown:
        raise Failure(
            f"Nobody has told the search for leftovers how to look for {', '.join(unknown)};"
            " add the type to gitops/leftovers.py."
        )


def _by_name(resources: list[Resource], suffix: str, account: _Account, findings: Findings) -> None:
    for resource in resources:
        listing = LISTINGS.get(resource.type)
        if listing and resource.values[listing.attribute] in account.names(listing):
            findings.leftovers.append(f"{resource.type} {resource.values[listing.attribute]}")
    functions = {r.values["function_name"] for r in resources if r.type == "aws_lambda_function"}
    for function in sorted(functions & account.names(MAPPINGS)):
        findings.leftovers.append(f"event source mapping of {function}")
    for parameter in sorted(set(parameter_names(resources, suffix)) & account.names(PARAMETERS)):
        findings.leftovers.append(f"parameter {parameter}")


def _by_tag(suffix: str, account: _Account, findings: Findings) -> None:
    pages = (
        account.client("resourcegroupstaggingapi")
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": "Environment", "Values": [suffix]}])
    )
    for arn in pages.search("ResourceTagMappingList[].ResourceARN"):
        _judge_tagged(arn, account, findings)


def _judge_tagged(arn: str, account: _Account, findings: Findings) -> None:
    service = arn.split(":")[2]
    if service == "kms":
        state = account.client("kms").describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]
        if state == "PendingDeletion":
            findings.residue.append(f"KMS key pending deletion: {arn}")
            return
    listing = CONFIRMED_BY.get(service)
    if listing and _name(arn) not in account.names(listing):
        return
    if not any(leftover.endswith(f" {_name(arn)}") for leftover in findings.leftovers):
        findings.leftovers.append(arn)


def _name(arn: str) -> str:
    """The resource's name: what follows the type, be it set off by `:` or by `/`.

    The names of log groups and parameters hold slashes themselves, and the ARN of a log group
    may end in `:*`.
    """
    tail = arn.removesuffix(":*").split(":", 5)[5]
    for kind in ("log-group:", "parameter"):
        if tail.startswith(kind):
            return tail.removeprefix(kind)
    return tail.replace("/", ":").rsplit(":", 1)[-1]


def _backups(resources: list[Resource], account: _Account, findings: Findings) -> None:
    for table in (r for r in resources if r.type == "aws_dynamodb_table"):
        backups = account.client("dynamodb").list_backups(
            TableName=table.values["name"], BackupType="ALL"
        )
        for backup in backups["BackupSummaries"]:
            system = backup["BackupType"] == "SYSTEM"
            target = findings.residue if system else findings.leftovers
            target.append(f"{backup['BackupType'].lower()} backup {backup['BackupArn']}")
