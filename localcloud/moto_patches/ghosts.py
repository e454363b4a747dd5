"""All services: lists and the tagging API go on showing what was deleted, if a fault rule says so.

Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
(60 seconds), https://github.com/aws/aws-sdk/issues/676 (GetResources, for hours), read 2026-11-26.

Stores are copied before they are read, and read for deletions only: an error because another thread
has changed one would answer a request that was served, and its client would ask again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from moto.apigateway.models import APIGatewayBackend
from moto.awslambda.models import LambdaBackend
from moto.core.resource_tagging import (
    iter_taggable_backends,
    make_tag_matcher,
    match_resource_type,
)
from moto.core.responses import BaseResponse
from moto.iam.models import IAMBackend
from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend
from moto.sqs.models import SQSBackend

from localcloud import hooks
from localcloud.account import ACCOUNT, REGION
from localcloud.moto_patches.wrapping import Method, wrap

_TAGGED = "resourcegroupstaggingapi.GetResources"


@dataclass(frozen=True)
class _Listing:
    """How moto deletes and lists one kind of resource; `prefix_of` is what its prefix filters."""

    operation: str
    backend: type
    delete: str
    list: str
    stored: Callable[[Any], Iterable[Any]]
    name: Callable[[Any], str]
    prefix_of: Callable[[Any], str] = attrgetter("name")


def _functions(backend: Any) -> list[Any]:
    groups = list(backend._lambdas._functions.values())  # noqa: SLF001 (moto has no public name for it)
    return [each["latest"] for each in groups if each["latest"] is not None]


_LISTINGS = (
    _Listing(
        "sqs.ListQueues", SQSBackend, "delete_queue", "list_queues",
        lambda backend: list(backend.queues.values()), attrgetter("name"),
    ),
    _Listing(
        "lambda.ListFunctions", LambdaBackend, "delete_function", "list_functions",
        _functions, attrgetter("function_name"),
    ),
    _Listing(
        "iam.ListRoles", IAMBackend, "delete_role", "list_roles",
        lambda backend: list(backend.roles.values()), attrgetter("name"), attrgetter("path"),
    ),
    _Listing(
        "apigateway.GetRestApis", APIGatewayBackend, "delete_rest_api", "list_apis",
        lambda backend: list(backend.apis.values()), attrgetter("id"),
    ),
)  # fmt: skip


def apply() -> None:
    """Apply the patches of the backends, and of GetResources."""
    for listing in _LISTINGS:
        _patch(listing)
    wrap(BaseResponse, "call_action")(_keep_tagged)
    wrap(ResourceGroupsTaggingAPIBackend, "_get_resources_generator")(_tagged)


def _patch(listing: _Listing) -> None:
    def delete(original: Method, backend: Any, *args: Any, **kwargs: Any) -> Any:
        if not hooks.active.ghosts_are_kept():
            return original(backend, *args, **kwargs)
        before = {listing.name(each): each for each in listing.stored(backend)}
        answer = original(backend, *args, **kwargs)
        left = {listing.name(each) for each in listing.stored(backend)}
        _keep(listing.operation, before, left)
        return answer

    def shown(original: Method, backend: Any, *args: Any, **kwargs: Any) -> Any:
        return _extended(listing, original(backend, *args, **kwargs), *args[:1])

    wrap(listing.backend, listing.delete)(delete)
    wrap(listing.backend, listing.list)(shown)


def _extended(listing: _Listing, listed: Any, prefix: str | None = None) -> Any:
    """What was listed, and at the end of its last page the ghosts."""
    page, marker = listed if isinstance(listed, tuple) else (listed, None)
    present = list(page)
    if marker is None:
        present += _ghosts(listing, {listing.name(each) for each in present}, prefix)
    return (present, marker) if isinstance(listed, tuple) else present


def _ghosts(listing: _Listing, present: set[str], prefix: str | None) -> list[Any]:
    found = hooks.active.ghosts(listing.operation).items()
    # Functions are listed by version, which is no prefix.
    wanted = "" if listing.backend is LambdaBackend else prefix or ""
    return [
        ghost
        for name, ghost in found
        if name not in present and (not wanted or listing.prefix_of(ghost).startswith(wanted))
    ]


def _keep(operation: str, before: dict[str, Any], left: set[str]) -> None:
    for name in before.keys() - left:
        hooks.active.keep_ghost(operation, name, before[name])


def _keep_tagged(original: Method, handler: Any) -> Any:
    """Serve a request; what it deleted stays in the tagging API."""
    deletes = str(handler._get_action()).startswith("Delete")  # noqa: SLF001 (moto has no public name for it)
    if not deletes or not hooks.active.ghosts_are_kept():
        return original(handler)
    before = _by_arn()
    answer = original(handler)
    _keep(_TAGGED, before, set(_by_arn()))
    return answer


def _by_arn() -> dict[str, Any]:
    """All tagged resources. moto reads its stores while others change them: then once more."""
    while True:
        try:
            backends = list(iter_taggable_backends(ACCOUNT, REGION))
            return {each.arn: each for one in backends for each in one.iter_tagged_resources()}
        except RuntimeError as error:
            if "changed size during iteration" not in str(error):
                raise


def _tagged(
    original: Method,
    backend: Any,
    tag_filters: Any = None,
    resource_type_filters: Any = None,
    resource_arn_list: Any = None,
) -> Iterator[Any]:
    present = set()
    for each in original(backend, tag_filters, resource_type_filters, resource_arn_list):
        present.add(each.arn)
        yield each
    has_tags = make_tag_matcher(tag_filters)
    for arn, ghost in hooks.active.ghosts(_TAGGED).items():
        wanted = not resource_arn_list or arn in resource_arn_list
        of_type = match_resource_type(ghost.resource_type, resource_type_filters)
        if arn not in present and wanted and of_type and has_tags(ghost.tags):
            yield ghost
