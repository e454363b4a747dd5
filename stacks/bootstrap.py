"""What an account needs before its first environment: state bucket, GitHub OIDC, three roles."""

from typing import Any

from cdktf import TerraformOutput, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy
from constructs import Construct

from stacks.account_settings import NAME, STATE_KEY, AccountSettings
from stacks.backend import Backend
from stacks.constructs.base_stack import BaseStack
from stacks.constructs.deployment_role import DeploymentRole
from stacks.constructs.github_identity import GitHubIdentity
from stacks.constructs.policy_document import compact
from stacks.constructs.state_bucket import StateBucket
from stacks.permissions import boundary, managing, reading, testing
from stacks.permissions.managers import EPHEMERAL, PROTECTED
from stacks.permissions.scope import Scope

TRUSTED = {
    "plan": ("ref:refs/heads/{main}",),
    "ephemeral": ("environment:ephemeral",),
    "deploy": ("environment:dev", "environment:prod"),
}
# The only workflows of main whose jobs may take the role: its subject alone lets in all of them.
# docs/claims.md#runs-of-main
WORKFLOW_FILES = {"plan": ("review.yml", "drift.yml")}
# Seconds, as the workflows request them. One session tests an environment and destroys it.
SESSIONS = {"plan": 3_600, "ephemeral": 5_400, "deploy": 3_600}


class Bootstrap(BaseStack):
    """The state bucket, GitHub as an identity provider, the boundary and the roles of its runs.

    With `migrated` the state is in the bucket that the stack itself makes.
    """

    def __init__(self, scope: Construct, settings: AccountSettings, *, migrated: bool) -> None:
        bucket = settings.state_bucket if migrated else ""
        backend = Backend(bucket, STATE_KEY, path="../../../state/terraform.tfstate")
        super().__init__(scope, NAME, settings.tags, backend)
        self.settings = settings
        self.states = StateBucket(self, "states", settings.state_bucket, self.account)
        self.github = GitHubIdentity(self, "github")
        self._build_boundary()
        roles = {
            "PLAN_ROLE_ARN": self._build_plan(),
            "EPHEMERAL_ROLE_ARN": self._build_ephemeral(),
            "DEPLOY_ROLE_ARN": self._build_deploy(),
        }
        self._build_outputs(roles)

    def _build_boundary(self) -> None:
        account = self.account
        says = boundary.document(account.partition, account.id, account.region)
        # The variables of IAM are not Terraform's.
        text = compact(says).replace("${aws:", "$${aws:")
        IamPolicy(
            self,
            "boundary",
            name=boundary.NAME,
            description=boundary.DESCRIPTION,
            policy=text,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
        )

    def _build_plan(self) -> DeploymentRole:
        scope = self._scope(PROTECTED)
        permissions = {
            "read": [*reading.everything(scope), *reading.keys(scope)],
            "states": [*reading.states(scope), *reading.no_secrets()],
        }
        return self._role("plan", permissions)

    def _build_ephemeral(self) -> DeploymentRole:
        scope = self._scope(EPHEMERAL)
        permissions = {
            **_managing(scope),
            # A sweep reads all records, whichever it may remove.
            "tests": [
                *testing.exercise(scope),
                *reading.records(scope, "*"),
                *reading.versions(scope),
            ],
        }
        return self._role("ephemeral", permissions)

    def _build_deploy(self) -> DeploymentRole:
        scope = self._scope(PROTECTED)
        secrets = [*reading.no_secrets(), *reading.records(scope, "{}.json")]
        permissions = {**_managing(scope), "secrets": secrets}
        return self._role("deploy", permissions)

    def _role(self, name: str, permissions: dict[str, Any]) -> DeploymentRole:
        events = [event.format(main=self.settings.main_branch) for event in TRUSTED[name]]
        subjects = [sub for event in events for sub in self.settings.subjects(event)]
        trust = self.github.trust(subjects, self._claims(name))
        return DeploymentRole(self, name, trust, permissions, SESSIONS[name])

    def _claims(self, name: str) -> dict[str, str | list[str]]:
        """The claims besides `sub`: the `sub` of an environment does not contain the branch.

        The id excludes a later owner of the repository's name.
        """
        claims: dict[str, str | list[str]] = {"repository_id": self.settings.repository_id}
        main = f"refs/heads/{self.settings.main_branch}"
        if name == "deploy":
            claims["ref"] = main
        if files := WORKFLOW_FILES.get(name):
            folder = f"{self.settings.repository}/.github/workflows"
            claims["job_workflow_ref"] = [f"{folder}/{file}@{main}" for file in files]
        return claims

    def _scope(self, suffixes: tuple[str, ...]) -> Scope:
        return Scope(self.account, suffixes, self.states.arn, self.states.key.arn)

    def _build_outputs(self, roles: dict[str, DeploymentRole]) -> None:
        TerraformOutput(self, "GITHUB_REPOSITORY", value=self.settings.repository)
        TerraformOutput(self, "STATE_BUCKET", value=self.states.bucket.bucket)
        for name, role in roles.items():
            TerraformOutput(self, name, value=role.arn)


def _managing(scope: Scope) -> dict[str, Any]:
    return {
        "read": [*reading.everything(scope), *reading.existing()],
        "data": [*managing.data(scope), *managing.keys(scope)],
        "code": [*managing.code(scope), *managing.roles(scope)],
        "state": managing.state(scope),
        "limits": managing.limits(scope),
    }
