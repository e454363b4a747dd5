"""What must be true of the account before anything is created in it."""

from collections.abc import Iterable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gitops.aws import client
from gitops.cloud import Cloud
from gitops.errors import Failure, Refusal
from policies.engine.resource import Resource

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
