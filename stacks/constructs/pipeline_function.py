"""Promise: every function has arm64, reserved concurrency, a log group, a role, a failure path."""

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

from stacks.constructs.account import Account
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.failure_path import AsynchronousFailurePath, FailurePath
from stacks.constructs.policy_document import document, statement
from stacks.environment import Environment
from stacks.permissions import boundary

ARCHITECTURE = "arm64"
# The newest runtime that provider 5.100 accepts; AWS deprecates it on 2029-06-30.
RUNTIME = "python3.13"
LOG_RETENTION_DAYS = 3


@dataclass(frozen=True)
class FunctionContext:
    """What all functions of a stack share: settings, account, key, and the folder of archives."""

    environment: Environment
    account: Account
    key: EncryptionKey
    artifacts: Path


Required = TypeVar("Required", bound=FailurePath)


@dataclass(frozen=True)
class FunctionProps:
    """One function: its size, its variables, and its permissions besides logs and failures.

    `memory_mb` in MB, `timeout_seconds` per invocation, `concurrency` reserved executions (minimum
    and maximum alike). The role may use the key through `key_services` only.
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
    """The name of a function's log group (R-ENV-2)."""
    return f"/aws/lambda/{environment.name(function)}"


class PipelineFunction(Construct):
    """A Lambda function with its log group, role, failure path and code archive."""

    def __init__(self, scope: Construct, props: FunctionProps, context: FunctionContext) -> None:
        super().__init__(scope, props.name)
        self.props = props
        self._context = context
        self.name = context.environment.name(props.name)
        self.log_group = self._build_log_group()
        self.role = self._build_role()
        permissions = self._build_permissions()
        self.lambda_function = self._build_function(permissions)
        self._build_event_invoke_config(permissions)

    @property
    def arn(self) -> str:
        """The function's ARN."""
        return self.lambda_function.arn

    def require_failure_path(self, path: type[Required]) -> Required:
        """The failure path, if it is one of `path`, which the caller's invocation type needs.

        Raises:
            TypeError: it is another type; failed events would be lost.
        """
        found = self.props.failure_path
        if not isinstance(found, path):
            names = type(found).__name__, path.__name__
            raise TypeError(f"{self.name}: the failure path is {names[0]}; it must be {names[1]}.")
        return found

    def _build_log_group(self) -> CloudwatchLogGroup:
        return CloudwatchLogGroup(
            self,
            "logs",
            name=log_group_name(self._context.environment, self.props.name),
            tags={"Name": log_group_name(self._context.environment, self.props.name)},
            retention_in_days=LOG_RETENTION_DAYS,
            kms_key_id=self._context.key.arn,
        )

    def _build_role(self) -> IamRole:
        trust = {
            "Sid": "Lambda",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
            # A function of another account must not run as this role (docs/claims.md#trust-source).
            "Condition": {"StringEquals": {"aws:SourceAccount": self._context.account.id}},
        }
        name = self._context.environment.name(f"{self.props.name}-role")
        return IamRole(
            self,
            "role",
            name=name,
            tags={"Name": name},
            assume_role_policy=document([trust]),
            permissions_boundary=boundary.arn(
                self._context.account.partition, self._context.account.id
            ),
            # A policy that an interrupted apply left behind must not block the deletion.
            force_detach_policies=True,
        )

    def _build_permissions(self) -> IamRolePolicy:
        return IamRolePolicy(
            self,
            "permissions",
            name=self._context.environment.name(f"{self.props.name}-permissions"),
            role=self.role.id,
            policy=document([*self._own_statements(), *self.props.statements]),
        )

    def _build_function(self, permissions: IamRolePolicy) -> LambdaFunction:
        package = self.props.name.replace("-", "_")
        archive = _present(self._context.artifacts / f"{self.props.name}.zip", package)
        asset = TerraformAsset(self, "code", path=str(archive), type=AssetType.FILE)
        return LambdaFunction(
            self,
            "function",
            function_name=self.name,
            tags={"Name": self.name},
            role=self.role.arn,
            architectures=[ARCHITECTURE],
            runtime=RUNTIME,
            handler=f"lambda_src.{package}.handler.lambda_handler",
            filename=asset.path,
            source_code_hash=_sha256(archive),
            memory_size=self.props.memory_mb,
            timeout=self.props.timeout_seconds,
            reserved_concurrent_executions=self.props.concurrency,
            kms_key_arn=self._context.key.arn,
            environment=LambdaFunctionEnvironment(variables=self._variables()),
            logging_config=LambdaFunctionLoggingConfig(
                log_format="JSON", log_group=self.log_group.name
            ),
            dead_letter_config=self._dead_letter_config(),
            # Lambda refuses a dead-letter queue that the role may not send to, and creates a
            # missing log group itself, without retention.
            depends_on=[permissions, self.log_group],
        )

    def _build_event_invoke_config(self, permissions: IamRolePolicy) -> None:
        path = self.props.failure_path
        if not isinstance(path, AsynchronousFailurePath):
            return
        LambdaFunctionEventInvokeConfig(
            self,
            "asynchronous",
            function_name=self.lambda_function.function_name,
            maximum_retry_attempts=path.retries,
            maximum_event_age_in_seconds=path.max_age_seconds,
            destination_config=_on_success(path.on_success),
            depends_on=[permissions],
        )

    def _dead_letter_config(self) -> LambdaFunctionDeadLetterConfig | None:
        path = self.props.failure_path
        if not isinstance(path, AsynchronousFailurePath):
            return None
        return LambdaFunctionDeadLetterConfig(target_arn=path.dead_letter_queue.arn)

    def _variables(self) -> dict[str, str]:
        return {
            "ENVIRONMENT_SUFFIX": self._context.environment.suffix,
            **self.props.variables,
            **self.props.failure_path.variables,
        }

    def _own_statements(self) -> list[Mapping[str, Any]]:
        account, key = self._context.account, self._context.key
        services = [f"{name}.{account.region}.amazonaws.com" for name in self.props.key_services]
        function = account.arn("lambda", f"function:{self.name}")
        return [
            statement(
                "WriteLogs",
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                [f"{self.log_group.arn}:*"],
            ),
            *self.props.failure_path.statements,
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


def _present(archive: Path, package: str) -> Path:
    if not archive.is_file():
        source = f"lambda_src/{package}/handler.py"
        raise FileNotFoundError(f"{archive} is missing: `gitops package` makes it of {source}.")
    return archive


def _sha256(archive: Path) -> str:
    """The hash that Lambda returns as CodeSha256."""
    return base64.b64encode(hashlib.sha256(archive.read_bytes()).digest()).decode()
