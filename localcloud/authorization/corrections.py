"""Where the data of AWS's service authorization reference is wrong, and why.

Read 2026-11-26 unless another date is given.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Service = dict[str, Any]

_TAGS = ["aws:RequestTag/${TagKey}", "aws:TagKeys"]
_RESOURCE_TAG = "aws:ResourceTag/${TagKey}"

# What STS compares of GitHub's tokens, in trust policies: docs/claims.md#github-claims
GITHUB = "token.actions.githubusercontent.com"
GITHUB_CLAIMS = (
    "actor",
    "actor_id",
    "aud",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "sub",
    "workflow",
)


def correct(data: Mapping[str, Service]) -> None:
    """Change the entries in place that are known to be wrong."""
    _rest_apis(data["apigateway"])
    _github(data["sts"])
    _new_keys(data["kms"])
    _removed_tags(data)


def _rest_apis(service: Service) -> None:
    """The verbs of API Gateway: the page of REST APIs is hidden by the one of version 2.

    Both pages have the same prefix, so names like Stage and Deployment stand for `/apis/...` only.
    The tags of an API count on all paths below it: docs/claims.md#api-tag-paths
    """
    base = "arn:${Partition}:apigateway:${Region}::"
    service["resources"]["RestApiPath"] = {
        "arn": base + "/restapis/${RestApiId}/${Path}",
        "keys": [_RESOURCE_TAG],
    }
    service["resources"]["Tags"]["keys"] = [_RESOURCE_TAG]
    for verb in ("DELETE", "GET", "PATCH", "POST", "PUT"):
        kinds = service["actions"][verb]
        kinds |= {kind: [] for kind in ("RestApi", "RestApis", "RestApiPath", "Tags", "Account")}
        kinds[""] = [] if verb == "GET" else _TAGS


def _github(service: Service) -> None:
    """GitHub's claims are missing; the page names the issuers of the first hour only."""
    action = service["actions"]["AssumeRoleWithWebIdentity"]
    action[""] = [*action[""], *(f"{GITHUB}:{claim}" for claim in GITHUB_CLAIMS)]


def _new_keys(service: Service) -> None:
    """A key has no tags before it exists."""
    service["actions"]["CreateKey"][""].remove(_RESOURCE_TAG)


def _removed_tags(data: Mapping[str, Service]) -> None:
    """A request that removes tags names keys, never values: no `aws:RequestTag`."""
    for action in _untagging(data):
        action[""] = [key for key in action.get("", []) if not key.startswith("aws:RequestTag")]


def _untagging(data: Mapping[str, Service]) -> Iterator[dict[str, list[str]]]:
    for service in data.values():
        for name, action in service["actions"].items():
            if name.startswith(("Untag", "RemoveTags")):
                yield action
