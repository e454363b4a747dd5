"""Looks in the cloud itself, not in the state, for what a destroyed environment left behind.

What belongs to an environment is decided by the tag Environment, exactly, and for what cannot be
tagged by the exact names in the synthesized JSON; never by a pattern, since `*-dev` also matches
`x-pr-7-dev`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.environment import operator_parameters
from policies.engine.resource import Resource


@dataclass(frozen=True)
class Listing:
    """How to list everything of one Terraform type in an account.

    `found` is a JMESPath expression over a page of `operation`: the name of each, or a pair of its
    name and the identity by which Terraform imports it, if that is another. The name proper is
    what follows the last `separator`. `attribute` is the argument of the Terraform resource that
    holds its name; `account` is the argument of the operation that wants the account's id.
    """

    service: str
    operation: str
    found: str
    attribute: str
    separator: str = ""
    account: str = ""


LISTINGS: Mapping[str, Listing] = {
    "aws_api_gateway_rest_api": Listing(
        "apigateway", "get_rest_apis", "items[].[name, id]", "name"
    ),
    "aws_budgets_budget": Listing(
        "budgets", "describe_budgets", "Budgets[].BudgetName", "name", account="AccountId"
    ),
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
    # Deleting a function does not delete its mappings (Lambda API reference, DeleteFunction).
    "aws_lambda_event_source_mapping": Listing(
        "lambda",
        "list_event_source_mappings",
        "EventSourceMappings[?State!='Deleting'].[FunctionArn, UUID]",
        "function_name",
        ":",
    ),
    "aws_sns_topic": Listing("sns", "list_topics", "Topics[].TopicArn", "name", ":"),
    "aws_sqs_queue": Listing("sqs", "list_queues", "QueueUrls[]", "name", "/"),
}
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
FOUND_BY_TAG_ONLY = ("aws_kms_key",)
REFERENCE = re.compile(r"\$\{(?P<address>[a-z_]+\.[A-Za-z0-9_-]+)\.[a-z_]+\}")

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


@dataclass(frozen=True)
class Leftover:
    """Something that should be gone. `resource` and `identity` say how Terraform could import it.

    Both are empty for what Terraform never declared.
    """

    what: str
    resource: Resource | None = None
    identity: str = ""


@dataclass
class Findings:
    """What is left: `leftovers` must not be, `residue` is what AWS keeps by design."""

    leftovers: list[Leftover] = field(default_factory=list)
    residue: list[str] = field(default_factory=list)

    @property
    def described(self) -> list[str]:
        """The leftovers in words."""
        return [leftover.what for leftover in self.leftovers]

    @property
    def declared(self) -> list[Leftover]:
        """Those leftovers that Terraform could import and destroy."""
        return [leftover for leftover in self.leftovers if leftover.resource]


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
    _by_name(known, account, findings)
    _forgotten_parameters(suffix, cloud, findings)
    if whole:
        _by_tag(suffix, known, account, findings)
    _backups(known, account, findings)
    return findings


@dataclass
class _Account:
    """Lists each kind of resource at most once."""

    cloud: Cloud
    _found: dict[Listing, dict[str, str]] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        return client(self.cloud, service)

    def found(self, listing: Listing) -> dict[str, str]:
        """Name -> identity for import."""
        if listing not in self._found:
            paginator = self.client(listing.service).get_paginator(listing.operation)
            pages = paginator.paginate(**self._whose(listing))
            pairs = (
                each if isinstance(each, list) else [each, each]
                for each in pages.search(listing.found)
                if each
            )
            self._found[listing] = {
                name.rsplit(listing.separator, 1)[-1] if listing.separator else name: identity
                for name, identity in pairs
            }
        return self._found[listing]

    def _whose(self, listing: Listing) -> dict[str, str]:
        if not listing.account:
            return {}
        return {listing.account: self.client("sts").get_caller_identity()["Account"]}


def _refuse_unknown(types: set[str]) -> None:
    unknown = sorted(
        kind
        for kind in types
        if kind not in LISTINGS
        and kind not in FOUND_BY_TAG_ONLY
        and not kind.startswith(DIE_WITH_THEIR_PARENT)
    )
    if unknown:
        raise Failure(
            f"Nobody has told the search for leftovers how to look for {', '.join(unknown)};"
            " add the type to gitops/environment/leftover_scan.py."
        )


def _by_name(resources: list[Resource], account: _Account, findings: Findings) -> None:
    for resource in resources:
        listing = LISTINGS.get(resource.type)
        if listing:
            name = _plain_name(resource.values[listing.attribute], resources)
            identity = account.found(listing).get(name)
            if identity:
                findings.leftovers.append(Leftover(f"{resource.type} {name}", resource, identity))


def _plain_name(value: str, resources: list[Resource]) -> str:
    """The name itself, or the name of the function that a mapping refers to."""
    reference = REFERENCE.fullmatch(value)
    if not reference:
        return value
    named = {each.address: each.values for each in resources}
    return str(named[reference["address"]]["function_name"])


def _forgotten_parameters(suffix: str, cloud: Cloud, findings: Findings) -> None:
    for name in operator_parameters.names(suffix, cloud):
        findings.leftovers.append(Leftover(f"parameter {name}"))


def _by_tag(suffix: str, resources: list[Resource], account: _Account, findings: Findings) -> None:
    pages = (
        account.client("resourcegroupstaggingapi")
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": "Environment", "Values": [suffix]}])
    )
    for arn in pages.search("ResourceTagMappingList[].ResourceARN"):
        if arn.split(":")[2] == "kms":
            _judge_key(arn, resources, account, findings)
        else:
            _judge_tagged(arn, account, findings)


def _judge_key(arn: str, resources: list[Resource], account: _Account, findings: Findings) -> None:
    """A key has no name; it is known by its description."""
    key = account.client("kms").describe_key(KeyId=arn)["KeyMetadata"]
    if key["KeyState"] == "PendingDeletion":
        findings.residue.append(f"KMS key pending deletion: {arn}")
        return
    keys = (resource for resource in resources if resource.type == "aws_kms_key")
    declared = next(
        (each for each in keys if each.values.get("description") == key["Description"]), None
    )
    findings.leftovers.append(Leftover(arn, declared, key["KeyId"] if declared else ""))


def _judge_tagged(arn: str, account: _Account, findings: Findings) -> None:
    listing = CONFIRMED_BY.get(arn.split(":")[2])
    if listing and _name(arn) not in account.found(listing):
        return
    if not any(what.endswith(f" {_name(arn)}") for what in findings.described):
        findings.leftovers.append(Leftover(arn))


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
            what = f"{backup['BackupType'].lower()} backup {backup['BackupArn']}"
            if backup["BackupType"] == "SYSTEM":
                findings.residue.append(what)
            else:
                findings.leftovers.append(Leftover(what))
