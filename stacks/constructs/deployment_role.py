"""Promise: a role for GitHub Actions has the named permissions and no others."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from stacks.constructs.policy_document import document

Statements = Sequence[Mapping[str, Any]]


class DeploymentRole(Construct):
    """A role and its managed policies: several, because AWS limits each to 6,144 characters.

    `session` is the longest session, in seconds.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        trust: str,
        permissions: Mapping[str, Statements],
        session: int,
    ) -> None:
        super().__init__(scope, id_)
        self.role = IamRole(
            self,
            "role",
            name=role_name(id_),
            description=f"GitHub Actions: {id_}",
            assume_role_policy=trust,
            max_session_duration=session,
        )
        for name, statements in permissions.items():
            self._attach(f"{id_}-{name}", name, statements)

    @property
    def arn(self) -> str:
        """The role's ARN."""
        return self.role.arn

    def _attach(self, full_name: str, name: str, statements: Statements) -> None:
        policy = IamPolicy(self, name, name=role_name(full_name), policy=document(statements))
        IamRolePolicyAttachment(
            self, f"{name}-attached", role=self.role.name, policy_arn=policy.arn
        )


def role_name(role: str) -> str:
    """The name of a resource of the account: without an environment suffix."""
    return f"market-pipelines-{role}"
