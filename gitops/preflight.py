"""What must be true of the account before anything is created in it."""

import json
from collections.abc import Iterable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gitops.aws import client
from gitops.cloud import REGION, Cloud
from gitops.errors import Failure, Refusal
from policies.engine.resource import Resource
from stacks.permissions import boundary

# "You can reserve up to the Unreserved account concurrency value minus 100."
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
MUST_STAY_UNRESERVED = 100


def check_concurrency(resources: Iterable[Resource], cloud: Cloud) -> str:
    """Say how much concurrency is to be reserved, of how much.

    Raises:
        Refusal: the account cannot reserve that much.
        Failure: the cloud cannot be reached.
    """
    functions = client(cloud, "lambda")
    try:
        limit = functions.get_account_settings()["AccountLimit"]
        wanted = sum(_missing(functions, resource) for resource in _functions(resources))
    except BotoCoreError as error:
        raise Failure(f"The cloud cannot be reached: {error}") from error
    free = limit["UnreservedConcurrentExecutions"] - MUST_STAY_UNRESERVED
    if wanted > free:
        raise Refusal(
            f"The functions reserve {wanted} concurrent executions, but the account can reserve"
            f" only {max(free, 0)} more; destroy an environment or ask AWS for a higher limit."
        )
    return f"{wanted} of {free} concurrent executions to reserve"


def check_boundary(cloud: Cloud) -> str:
    """Make sure that the boundary exists which every role of an environment carries.

    An embedded cloud is given one; an account gets it from people only, with `gitops bootstrap`.

    Raises:
        Refusal: the account has none.
        Failure: the cloud cannot be reached.
    """
    roles = client(cloud, "iam")
    try:
        caller = client(cloud, "sts").get_caller_identity()
        partition = caller["Arn"].split(":")[1]
        roles.get_policy(PolicyArn=boundary.arn(partition, caller["Account"]))
    except BotoCoreError as error:
        raise Failure(f"The cloud cannot be reached: {error}") from error
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchEntity":
            raise Failure(f"The account refused to answer: {error}") from error
        if not cloud.endpoint:
            raise Refusal(
                f"The account has no permissions boundary {boundary.NAME}, which every role needs;"
                " run `gitops bootstrap --cloud aws` once."
            ) from None
        says = boundary.document(partition, caller["Account"], REGION)
        roles.create_policy(
            PolicyName=boundary.NAME,
            Description=boundary.DESCRIPTION,
            PolicyDocument=json.dumps(says),
        )
    return "the boundary of all roles"


def _functions(resources: Iterable[Resource]) -> Iterable[Resource]:
    return (resource for resource in resources if resource.type == "aws_lambda_function")


def _missing(functions: Any, resource: Resource) -> int:
    wanted: int = resource.values.get("reserved_concurrent_executions", 0)
    return max(0, wanted - _reserved(functions, resource.values["function_name"]))


def _reserved(functions: Any, name: str) -> int:
    try:
        answer = functions.get_function_concurrency(FunctionName=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise Failure(f"The account refused to answer: {error}") from error
        return 0
    return int(answer.get("ReservedConcurrentExecutions", 0))
