"""Refuses synthesized stacks that would touch another environment than the one asked for.

The program that declares the stacks is asked for one suffix; only what it wrote shows whether it
took that one. Policies evaluate a stack by its own suffix, and would find nothing wrong with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gitops.adapters.errors import Refusal
from policies.aws.names import NAME_ATTRIBUTES
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known

TAG = "Environment"
# What a resource is a part of, or acts on: a literal here reaches into another stack.
PARENTS = (
    "destination_arn",
    "event_source_arn",
    "function_name",
    "log_group_name",
    "queue_url",
    "rest_api_id",
    "role",
    "table_name",
    "target_key_id",
    "topic_arn",
)
# Their names are unique within one API and one function, not in the account.
NAMED_WITHIN_ANOTHER = ("aws_api_gateway_stage", "aws_lambda_permission")


def refuse_foreign(stacks: Sequence[Stack], suffix: str) -> None:
    """Let pass only stacks whose state, tags and names are those of the environment `suffix`.

    What cannot be read before a deployment passes: the policies evaluate it.

    Raises:
        Refusal: names the first stack or resource that is of another environment.
    """
    for stack in stacks:
        for culprit, found in _foreign(stack, suffix):
            raise Refusal(
                f"{culprit} is not of environment {suffix}: {found}; build names, tags and state"
                " from the suffix that the stack is given."
            )


def _foreign(stack: Stack, suffix: str) -> Iterator[tuple[str, str]]:
    """Culprit and what it has of another environment."""
    whole = f"Stack {stack.name}"
    if not _keeps_state_of(stack, suffix):
        yield whole, f"its backend is {Known(stack.backend)}"
    if stack.suffix != Known(suffix):
        yield whole, f"the default tag {TAG} of its AWS providers is {stack.suffix}"
    for resource in stack.resources:
        for found in _foreign_parts(resource, stack, suffix):
            yield f"{stack.name}: {resource.address}", found


def _keeps_state_of(stack: Stack, suffix: str) -> bool:
    match dict(stack.backend or {}):
        case {"local": {"path": path, **others}, **rest} if not rest and not others:
            return bool(path == f"../../../state/{suffix}/{stack.name}.tfstate")
        case {"s3": {"key": key}, **rest} if not rest:
            return bool(key == f"{stack.name}/{suffix}.tfstate")
    return False


def _foreign_parts(resource: Resource, stack: Stack, suffix: str) -> Iterator[str]:
    for attribute in PARENTS:
        parent = stack.value(resource, attribute)
        if isinstance(parent, Known) and _is_foreign(parent.value, suffix):
            yield f"its {attribute} is {parent.value}"
    for attribute in ("tags", "tags_all"):
        tag = _tag(stack.value(resource, attribute))
        if tag not in (None, suffix):
            yield f"its tag {TAG} is {tag}"
    name = _name(resource, stack)
    if name is not None and not name.endswith(f"-{suffix}"):
        yield f"its name is {name}"


def _is_foreign(name: object, suffix: str) -> bool:
    """Whether it names something that is not of the environment, and not of this stack either."""
    return isinstance(name, str) and not name.removesuffix(":*").endswith(f"-{suffix}")


def _tag(tags: object) -> Any:
    known = tags.value if isinstance(tags, Known) else None
    return known.get(TAG) if isinstance(known, Mapping) else None


def _name(resource: Resource, stack: Stack) -> str | None:
    attribute = NAME_ATTRIBUTES.get(resource.type)
    if attribute is None or resource.type in NAMED_WITHIN_ANOTHER:
        return None
    name = stack.value(resource, attribute)
    return str(name.value) if isinstance(name, Known) else None
