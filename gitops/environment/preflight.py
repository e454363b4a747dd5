"""What must be true of the account before anything is created in it."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from gitops.environment import account_stack
from policies.engine.resource import Resource

# "You can reserve up to the Unreserved account concurrency value minus 100."
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
MUST_STAY_UNRESERVED = 100


def check_concurrency(resources: Iterable[Resource], cloud: Cloud) -> str:
    """Return in words how much concurrency is to be reserved, of how much.

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


def check_boundary(resources: Iterable[Resource], cloud: Cloud) -> str:
    """Make sure that every permissions boundary exists that a role of the environment carries.

    An embedded cloud is given the project's; an account gets it from people only, with
    `gitops bootstrap`.

    Raises:
        Refusal: the account has none.
        Failure: the cloud cannot be reached.
    """
    wanted = {str(one.values["permissions_boundary"]) for one in resources if _is_bounded(one)}
    try:
        for boundary in wanted:
            arn = account_stack.resolved(boundary, *_caller(cloud))
            if not _exists(arn, cloud):
                _refuse_or_create(arn, cloud)
    except BotoCoreError as error:
        raise Failure(f"The cloud cannot be reached: {error}") from error
    except ClientError as error:
        raise Failure(f"The account refused to answer: {error}") from error
    return "the boundary of all roles" if wanted else "no role has a boundary"


def create_boundary(cloud: Cloud) -> None:
    """Give an embedded cloud the boundary that the account's stack declares."""
    # A folder of its own: other deploys may do the same at this moment.
    with TemporaryDirectory() as folder:
        stack = account_stack.synthesize(Path(folder), migrated=False, example=True)
    values = stack.boundary.values
    document = account_stack.resolved(values["policy"], *_caller(cloud))
    try:
        client(cloud, "iam").create_policy(
            PolicyName=values["name"], Description=values["description"], PolicyDocument=document
        )
    except ClientError as error:
        # A deploy beside this one may have made it meanwhile.
        if error.response["Error"]["Code"] != "EntityAlreadyExists":
            raise


def _is_bounded(resource: Resource) -> bool:
    return resource.type == "aws_iam_role" and "permissions_boundary" in resource.values


def _caller(cloud: Cloud) -> tuple[str, str]:
    """Partition and number of the account."""
    caller = client(cloud, "sts").get_caller_identity()
    return caller["Arn"].split(":")[1], caller["Account"]


def _exists(arn: str, cloud: Cloud) -> bool:
    try:
        client(cloud, "iam").get_policy(PolicyArn=arn)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchEntity":
            raise
        return False
    return True


def _refuse_or_create(arn: str, cloud: Cloud) -> None:
    if not cloud.endpoint:
        raise Refusal(
            f"The account has no permissions boundary {arn.rsplit('/', 1)[-1]}, which every role"
            " needs; run `gitops bootstrap --cloud aws` once."
        )
    create_boundary(cloud)


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
