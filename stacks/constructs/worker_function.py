"""Promise: no function without arm64, reserved concurrency, log group, role and failure path."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cdktf import AssetType, TerraformAsset
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionDeadLetterConfig,
    LambdaFunctionEnvironment,
    LambdaFunctionLoggingConfig,
)
from cdktf_cdktf_provider_aws.lambda_function_event_invoke_config import (
    LambdaFunctionEventInvokeConfig,
    LambdaFunctionEventInvokeConfigDestinationConfig,
    LambdaFunctionEventInvokeConfigDestinationConfigOnSuccess,
)
from constructs import Construct

from stacks import boundary
from stacks.constructs.account import Account
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.failure_path import (
    AsynchronousFailurePath,
    FailurePath,
)
from stacks.constructs.policy_document import document, statement
from stacks.environment import Environment

ARCHITECTURE = "arm64"
# The newest that provider 5.100 takes; AWS deprecates it on 2029-06-30.
RUNTIME = "python3.13"
LOG_RETENTION_DAYS = 3


@dataclass(frozen=True)
class Surroundings:
    """What all functions of a stack share."""

    environment: Environment
    account: Account
    key: EncryptionKey
    artifacts: Path


Kind = TypeVar("Kind", bound=FailurePath)


@dataclass(frozen=True)
class Worker:
    """One function: its size, its variables, what it may do besides logging and failing.

    `memory_mb` in MB, `timeout_seconds` of one invocation, `concurrency` reserved executions,
    which is floor and ceiling alike. `key_services` are the AWS services through which it may use
    the environment's key.
    """

    name: str
    memory_mb: int
    timeout_seconds: int
    concurrency: int
    failure_path: FailurePath
    statements: Sequence[Mapping[str, Any]]
    key_services: Sequence[str]
    variables: Mapping[str, str] = field(default_factory=dict)


def log_group_name(environment: Environment, function: str) -> str:
    """The log group follows its function (R-ENV-2)."""
    return f"/aws/lambda/{environment.name(function)}"


class WorkerFunction(Construct):
    """A Lambda function with all that it takes to run it, lose nothing and be found."""

    def __init__(self, scope: Construct, worker: Worker, surroundings: Surroundings) -> None:
        super().__init__(scope, worker.name)
        self.worker = worker
        self._with = surroundings
        self.name = surroundings.environment.name(worker.name)
        self.log_group = self._build_log_group()
        self.role = self._build_role()
        permissions = self._build_permissions()
        self.function = self._build_function(permissions)
        self._build_event_invoke_config(permissions)

    @property
    def arn(self) -> str:
        """The function's ARN."""
        return self.function.arn

    def fails_by(self, path: type[Kind]) -> Kind:
        """The failure path, for a source of invocations whose failures only such a path sees.

        Raises:
            TypeError: it is another; what fails would be lost.
        """
        found = self.worker.failure_path
        if not isinstance(found, path):
            raise TypeError(f"{self.name} fails by {type(found).__name__}, not by {path.__name__}")
        return found

    def _build_log_group(self) -> CloudwatchLogGroup:
        return CloudwatchLogGroup(
            self,
            "logs",
            name=log_group_name(self._with.environment, self.worker.name),
            retention_in_days=LOG_RETENTION_DAYS,
            kms_key_id=self._with.key.arn,
        )

    def _build_role(self) -> IamRole:
        trust = {
            "Sid": "Lambda",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
        name = self._with.environment.name(f"{self.worker.name}-role")
        return IamRole(
            self,
            "role",
            name=name,
            assume_role_policy=document([trust]),
            permissions_boundary=boundary.arn(self._with.account.partition, self._with.account.id),
            # A policy that an interrupted apply left behind must not keep the role alive.
            force_detach_policies=True,
        )

    def _build_permissions(self) -> IamRolePolicy:
        return IamRolePolicy(
            self,
            "permissions",
            name=self._with.environment.name(f"{self.worker.name}-permissions"),
            role=self.role.id,
            policy=document([*self._own_statements(), *self.worker.statements]),
        )

    def _build_function(self, permissions: IamRolePolicy) -> LambdaFunction:
        archive = _present(self._with.artifacts / f"{self.worker.name}.zip")
        asset = TerraformAsset(self, "code", path=str(archive), type=AssetType.FILE)
        package = self.worker.name.replace("-", "_")
        return LambdaFunction(
            self,
            "function",
            function_name=self.name,
            role=self.role.arn,
            architectures=[ARCHITECTURE],
            runtime=RUNTIME,
            handler=f"lambda_src.{package}.handler.lambda_handler",
            filename=asset.path,
            source_code_hash=_sha256(archive),
            memory_size=self.worker.memory_mb,
            timeout=self.worker.timeout_seconds,
            reserved_concurrent_executions=self.worker.concurrency,
            kms_key_arn=self._with.key.arn,
            environment=LambdaFunctionEnvironment(variables=self._variables()),
            logging_config=LambdaFunctionLoggingConfig(
                log_format="JSON", log_group=self.log_group.name
            ),
            dead_letter_config=self._dead_letter_config(),
            # Without its permissions the function could not be created with a dead letter queue;
            # without its log group Lambda would make one that never expires.
            depends_on=[permissions, self.log_group],
        )

    def _build_event_invoke_config(self, permissions: IamRolePolicy) -> None:
        path = self.worker.failure_path
        if not isinstance(path, AsynchronousFailurePath):
            return
        LambdaFunctionEventInvokeConfig(
            self,
            "asynchronous",
            function_name=self.function.function_name,
            maximum_retry_attempts=path.retries,
            maximum_event_age_in_seconds=path.max_age_seconds,
            destination_config=_on_success(path.on_success),
            depends_on=[permissions],
        )

    def _dead_letter_config(self) -> LambdaFunctionDeadLetterConfig | None:
        path = self.worker.failure_path
        if not isinstance(path, AsynchronousFailurePath):
            return None
        return LambdaFunctionDeadLetterConfig(target_arn=path.dead_letters.arn)

    def _variables(self) -> dict[str, str]:
        return {
            "ENVIRONMENT_SUFFIX": self._with.environment.suffix,
            **self.worker.variables,
            **self.worker.failure_path.variables,
        }

    def _own_statements(self) -> list[Mapping[str, Any]]:
        account, key = self._with.account, self._with.key
        services = [f"{name}.{account.region}.amazonaws.com" for name in self.worker.key_services]
        function = account.arn("lambda", f"function:{self.name}")
        return [
            statement(
                "WriteLogs",
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                [f"{self.log_group.arn}:*"],
            ),
            *self.worker.failure_path.statements,
            statement(
                "UseKeyThroughServices",
                ["kms:Decrypt", "kms:GenerateDataKey"],
                [key.arn],
                {"StringEquals": {"kms:ViaService": services}},
            ),
            statement(
                "DecryptOwnVariables",
                ["kms:Decrypt"],
                [key.arn],
                {"StringEquals": {"kms:EncryptionContext:aws:lambda:FunctionArn": function}},
            ),
        ]


def _on_success(topic: str) -> LambdaFunctionEventInvokeConfigDestinationConfig | None:
    if not topic:
        return None
    return LambdaFunctionEventInvokeConfigDestinationConfig(
        on_success=LambdaFunctionEventInvokeConfigDestinationConfigOnSuccess(destination=topic)
    )


def _present(archive: Path) -> Path:
    if not archive.is_file():
        raise FileNotFoundError(f"{archive} is missing; build it with `gitops package`.")
    return archive


def _sha256(archive: Path) -> str:
    """The hash that Lambda answers as CodeSha256."""
    return base64.b64encode(hashlib.sha256(archive.read_bytes()).digest()).decode()
