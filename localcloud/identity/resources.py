"""The tags and the policy of a resource, as moto's stores have them.

Whoever asks about something that does not exist gets neither: the decision then rests on the
caller's own policies, as on AWS, where who has no right is denied for absent things, too.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from moto.apigateway.models import apigateway_backends
from moto.awslambda.models import lambda_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import kms_backends
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ssm_backends

from localcloud.account import ACCOUNT, REGION
from localcloud.authorization.statements import Statement
from localcloud.identity import roles
from localcloud.identity.documents import statements
from localcloud.identity.needs import service_of

Tags = Mapping[str, str]
_NOTHING: Tags = {}


def tags(arn: str) -> Tags:
    """The tags that `aws:ResourceTag` shows for the resource."""
    read = _TAGS.get(service_of(arn))
    return read(arn) if read else _NOTHING


def policy(arn: str) -> Sequence[Statement]:
    """The statements of the resource's own policy."""
    read = _POLICIES.get(service_of(arn))
    return statements(read(arn)) if read else ()


def key(arn: str) -> Any:
    """Moto's KMS key of this ARN, None if there is none."""
    return kms_backends[ACCOUNT][REGION].keys.get(arn.rpartition("/")[2])


def _name(arn: str) -> str:
    """The resource part of the ARN without its type: `table/T/index/I` is T, `function:F:1` F."""
    resource = arn.split(":", 5)[5]
    parts = resource.replace(":", "/").split("/")
    return parts[1] if len(parts) > 1 else parts[0]


def _pairs(listed: Any) -> Tags:
    return {each["Key"]: each["Value"] for each in listed or []}


def _tagged_by(tagger: Any, name: str) -> Tags:
    found: Tags = tagger.get_tag_dict_for_resource(name)
    return found


def _table_tags(arn: str) -> Tags:
    # Streams have no tags, neither their own nor their table's:
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    table = None if "/stream/" in arn else dynamodb_backends[ACCOUNT][REGION].tables.get(_name(arn))
    return _pairs(table.tags) if table else _NOTHING


def _lambda_tags(arn: str) -> Tags:
    backend = lambda_backends[ACCOUNT][REGION]
    if ":event-source-mapping:" in arn:
        mapping = backend._event_source_mappings.get(arn.rpartition(":")[2])  # noqa: SLF001 (moto has no public name for it)
        return dict(mapping.tags) if mapping else _NOTHING
    function = _function(arn)
    return dict(function.tags) if function else _NOTHING


def _function(arn: str) -> Any:
    functions = lambda_backends[ACCOUNT][REGION]._lambdas._functions  # noqa: SLF001 (moto has no public name for it)
    versions = functions.get(_name(arn))
    return versions["latest"] if versions else None


def _log_tags(arn: str) -> Tags:
    backend = logs_backends[ACCOUNT][REGION]
    name = arn.partition(":log-group:")[2].partition(":")[0]
    group = backend.groups.get(name)
    return _tagged_by(backend.tagger, group.arn) if group else _NOTHING


def _queue(arn: str) -> Any:
    return sqs_backends[ACCOUNT][REGION].queues.get(arn.rpartition(":")[2])


def _topic(arn: str) -> Any:
    return sns_backends[ACCOUNT][REGION].topics.get(":".join(arn.split(":")[:6]))


def _key_tags(arn: str) -> Tags:
    return _tagged_by(kms_backends[ACCOUNT][REGION].tagger, arn.rpartition("/")[2])


def _role_tags(arn: str) -> Tags:
    role = roles.find(arn) if ":role/" in arn else None
    return role.tags if role else _NOTHING


def _parameter_tags(arn: str) -> Tags:
    stored = ssm_backends[ACCOUNT][REGION]._resource_tags.get("Parameter", {})  # noqa: SLF001 (moto has no public name for it)
    name = arn.partition(":parameter/")[2]
    return dict(stored.get(name) or stored.get(f"/{name}") or _NOTHING)


def _api_tags(arn: str) -> Tags:
    """The API's tags, on all paths below it and on `/tags/` with its ARN."""
    path = arn.split(":", 5)[5].replace("%2F", "/")
    api_id = path.partition("/restapis/")[2].split("/")[0]
    api = apigateway_backends[ACCOUNT][REGION].apis.get(api_id)
    return dict(api.tags or _NOTHING) if api else _NOTHING


def _bucket_policy(arn: str) -> str:
    bucket = s3_backends[ACCOUNT]["aws"].buckets.get(arn.split(":::")[1].split("/", maxsplit=1)[0])
    stored = bucket.policy if bucket else None
    return stored.decode() if isinstance(stored, bytes) else stored or ""


def _function_policy(arn: str) -> str:
    function = _function(arn)
    found = function.policy.statements if function else []
    return json.dumps({"Version": "2012-10-17", "Statement": found})


def _attribute(find: Callable[[str], Any]) -> Callable[[str], str]:
    def read(arn: str) -> str:
        found = find(arn)
        return (found.policy or "") if found else ""

    return read


_TAGS: Mapping[str, Callable[[str], Tags]] = {
    "apigateway": _api_tags,
    "cloudwatch": lambda arn: _tagged_by(cloudwatch_backends[ACCOUNT][REGION].tagger, arn),
    "dynamodb": _table_tags,
    "iam": _role_tags,
    "kms": _key_tags,
    "lambda": _lambda_tags,
    "logs": _log_tags,
    "sns": lambda arn: dict(topic._tags) if (topic := _topic(arn)) else _NOTHING,  # noqa: SLF001 (moto has no public name for it)
    "sqs": lambda arn: dict(queue.tags) if (queue := _queue(arn)) else _NOTHING,
    "ssm": _parameter_tags,
}
_POLICIES: Mapping[str, Callable[[str], str]] = {
    "kms": _attribute(key),
    "lambda": _function_policy,
    "s3": _bucket_policy,
    "sns": _attribute(_topic),
    "sqs": _attribute(_queue),
}
