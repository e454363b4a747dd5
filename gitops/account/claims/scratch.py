"""The throwaway resources of one probe: named `prove-<random>`, removed when the probe ends."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from botocore.exceptions import ClientError

from gitops.adapters import aws
from gitops.adapters.cloud import REGION, Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.processes import uninterruptible

# AWS's seconds that a probe waits for changes of IAM to spread; nobody promises a limit.
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 3.0
DENIED = {"AccessDenied", "AccessDeniedException"}
LONGEST_ERROR = 400  # some repeat the value that they refuse
KEY_DELETION_DAYS = 7  # the fewest that KMS takes


@dataclass(frozen=True)
class CloudAnswer:
    """What a cloud answered to one request: a response, or an error with a `code`."""

    response: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    message: str = ""

    @property
    def is_denied(self) -> bool:
        """Whether the caller lacks the right."""
        return self.code in DENIED

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"[:LONGEST_ERROR] if self.code else "accepted"


def ask(call: Callable[..., Any], **parameters: Any) -> CloudAnswer:
    """Send the request; an error of the service is an answer, too."""
    try:
        return CloudAnswer(response=call(**parameters))
    except ClientError as error:
        found = error.response["Error"]
        return CloudAnswer(code=found["Code"], message=found["Message"])


class Scratch:
    """Makes what a probe needs, and removes it in reverse order; `left` is what could not be."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.id = secrets.token_hex(4)
        self.name = f"prove-{self.id}"
        self.left: list[str] = []
        self._clients: dict[str, Any] = {}
        caller = self.client("sts").get_caller_identity()
        self.account = str(caller["Account"])
        self.partition = str(caller["Arn"]).split(":")[1]
        self._removals = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with uninterruptible(lambda: None):
            self._removals.__exit__(kind, error, trace)

    def client(self, service: str) -> Any:
        """A client with the caller's own rights."""
        if service not in self._clients:
            self._clients[service] = aws.client(self.cloud, service)
        return self._clients[service]

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account; IAM's have no region."""
        region = "" if service == "iam" else REGION
        return f"arn:{self.partition}:{service}:{region}:{self.account}:{resource}"

    def removes(self, call: Callable[..., Any], **parameters: Any) -> None:
        """Send this request when the probe ends, however it ends."""

        def remove() -> None:
            # What was made a moment ago may be in use still.
            answer = self.patiently(lambda: ask(call, **parameters), lambda one: bool(one.code))
            if answer.code:
                self.left.append(f"{', '.join(map(str, parameters.values()))} ({answer})")

        self._removals.callback(remove)

    def key(self, statements: list[dict[str, Any]], kms: Any) -> CloudAnswer:
        """A KMS key, made by the client `kms`; it is scheduled for deletion at the end.

        The account may schedule that, too: the caller of the probe does so.
        """
        ours = {
            "Effect": "Allow",
            "Principal": {"AWS": self.arn("iam", "root")},
            "Action": ["kms:DescribeKey", "kms:ScheduleKeyDeletion"],
            "Resource": "*",
        }
        made = ask(
            kms.create_key, Description=self.name, Policy=json.dumps(_document([ours, *statements]))
        )
        if not made.code:
            self.removes(
                self.client("kms").schedule_key_deletion,
                KeyId=made.response["KeyMetadata"]["KeyId"],
                PendingWindowInDays=KEY_DELETION_DAYS,
            )
        return made

    def role(
        self, kind: str, principal: Mapping[str, str], statements: list[dict[str, Any]], **more: Any
    ) -> str:
        """The ARN of a new role with these rights, which the principal may assume."""
        iam, name = self.client("iam"), f"{self.name}-{kind}"
        trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        made = iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(_document([trust])), **more
        )
        self.removes(iam.delete_role, RoleName=name)
        if statements:
            policy = {"RoleName": name, "PolicyName": "probe"}
            iam.put_role_policy(**policy, PolicyDocument=json.dumps(_document(statements)))
            self.removes(iam.delete_role_policy, **policy)
        return str(made["Role"]["Arn"])

    def session(self, role: str) -> Callable[[str], Any]:
        """Makes clients with the rights of the role only.

        Raises:
            Failure: the caller may not assume it.
        """
        assume = self.client("sts").assume_role
        answer = self.patiently(
            lambda: ask(assume, RoleArn=role, RoleSessionName=self.name),
            lambda one: one.is_denied,
        )
        if answer.code:
            raise Failure(f"AssumeRole: {answer}")
        credentials = answer.response["Credentials"]
        return lambda service: aws.client(self.cloud, service, credentials)

    def caller(self, *statements: dict[str, Any]) -> Callable[[str], Any]:
        """Makes clients of a new role that has these rights only."""
        ours = {"AWS": self.arn("iam", "root")}
        return self.session(self.role("caller", ours, list(statements)))

    def patiently(
        self,
        request: Callable[[], CloudAnswer],
        is_early: Callable[[CloudAnswer], bool],
        seconds: float = PATIENCE_SECONDS,
    ) -> CloudAnswer:
        """The first answer that is not too early, else the last one; it waits for IAM to spread."""
        deadline = time.monotonic() + seconds * self.cloud.time_scale
        while is_early(answer := request()) and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS * self.cloud.time_scale)
        return answer


def allow(actions: list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    """A statement that allows the actions."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}
