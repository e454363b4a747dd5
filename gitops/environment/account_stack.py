"""What the synthesized stack of the account declares: its names, its state, its boundary.

`gitops` asks the app for the stack and reads the JSON, so it works for any account stack.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Failure
from gitops.adapters.project import project
from gitops.environment import synthesis
from policies.engine import synth
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.synth import BrokenSynth

# What people read before they agree; the rest of a stack belongs to one of these.
TITLES = {
    "aws_s3_bucket": ("the bucket", "bucket"),
    "aws_kms_alias": ("the key", "name"),
    "aws_iam_openid_connect_provider": ("the identity provider", "url"),
    "aws_iam_role": ("the role", "name"),
}
ACCOUNT_ID = re.compile(r"\$\{data\.aws_caller_identity\.[\w-]+\.account_id\}")
PARTITION = re.compile(r"\$\{data\.aws_partition\.[\w-]+\.partition\}")
ESCAPED = "$${"


@dataclass(frozen=True)
class AccountStack:
    """The account's own stack as it was synthesized."""

    stack: Stack

    @property
    def resources(self) -> list[Resource]:
        """Its resources."""
        return list(self.stack.resources)

    @property
    def tags(self) -> dict[str, str]:
        """The tags of every resource in it."""
        blocks = self.stack.providers[0].get("default_tags", [{}])
        tags: dict[str, str] = blocks[0].get("tags", {})
        return tags

    @property
    def state_bucket(self) -> str:
        """The bucket that keeps its own state, and those of all environments."""
        return str(self._backend["bucket"])

    @property
    def state_key(self) -> str:
        """The object that holds its own state."""
        return str(self._backend["key"])

    @property
    def boundary(self) -> Resource:
        """The policy that bounds all roles of environments.

        Raises:
            Failure: the project names none that is in the stack.
        """
        wanted = project().boundary
        for resource in self.stack.resources:
            if resource.address == wanted:
                return resource
        raise Failure(
            f"The account's stack {self.stack.name} has no {wanted}; [tool.gitops] names it."
        )

    @property
    def contents(self) -> Iterator[str]:
        """What is in it, in words: a line for each thing that somebody agrees to."""
        for resource in self.stack.resources:
            title, attribute = TITLES.get(resource.type, ("", ""))
            if title:
                about = resource.values.get("description")
                yield f"{title} {resource.values[attribute]}" + (f" ({about})" if about else "")
        bounds = self.boundary.values
        yield f"the policy {bounds['name']} ({bounds['description']})"

    @property
    def _backend(self) -> Mapping[str, Any]:
        return dict((self.stack.backend or {})["s3"])


def synthesize(folder: Path, *, migrated: bool, example: bool = False) -> AccountStack:
    """Synthesize the account's stack into `folder`; with `migrated` its state is in its bucket.

    An `example` has settings of its own: it shows what any account gets.

    Raises:
        Refusal: a setting is missing or refused.
        Failure: the program failed, or wrote no such stack.
    """
    environ = {**os.environ}
    environ.pop("STATE_BUCKET", None)
    if migrated:
        # The stack knows the bucket; here it only hears that its state is there.
        environ["STATE_BUCKET"] = "declared"
    name = project().account_stack
    synthesis.program(f"{name} --example" if example else name, folder, environ)
    return read(folder, name)


def read(folder: Path, name: str) -> AccountStack:
    """The stack that was synthesized.

    Raises:
        Failure: it is not there, or not to be understood.
    """
    try:
        found = [stack for stack in synth.read(folder) if stack.name == name]
    except BrokenSynth as error:
        raise Failure(str(error)) from error
    if not found:
        raise Failure(f"The app of cdktf.json made no stack {name}, which [tool.gitops] names.")
    return AccountStack(found[0])


def resolved(text: str, partition: str, account: str) -> str:
    """The text of a resource as Terraform would send it from this account."""
    return PARTITION.sub(partition, ACCOUNT_ID.sub(account, text)).replace(ESCAPED, "${")
