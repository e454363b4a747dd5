"""Paths of all files in the working copy."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
ARTIFACTS = BUILD / "artifacts"
PROVIDER_LOCK = ROOT / ".terraform.lock.hcl"
FLAT_OUTPUTS = ROOT / "cfn-outputs"


@dataclass(frozen=True)
class EnvironmentPaths:
    """Everything that one environment writes, below `build/environments/<suffix>/`."""

    suffix: str

    @property
    def home(self) -> Path:
        """The environment's own folder."""
        return BUILD / "environments" / self.suffix

    @property
    def synth(self) -> Path:
        """Where CDKTF writes its stacks."""
        return self.home / "synth"

    @property
    def state(self) -> Path:
        """Where Terraform keeps local state: the stacks' backend path is relative to `synth`."""
        return self.home / "state"

    @property
    def logs(self) -> Path:
        """Where the output of Terraform and of the tests goes."""
        return self.home / "logs"

    @property
    def reports(self) -> Path:
        """The reports of policies and Checkov, in every format: `<place>.<format>`."""
        return self.home / "reports"

    @property
    def comment(self) -> Path:
        """The last comment about the plans, with everything that a comment has no room for."""
        return self.home / "comment.md"

    @property
    def short_comment(self) -> Path:
        """The same within the limits of GitHub, for whoever posts it."""
        return self.home / "comment-short.md"

    @property
    def outputs(self) -> Path:
        """The outputs of all stacks, stack -> output -> value."""
        return self.home / "outputs.json"

    @property
    def record(self) -> Path:
        """The environment's record: its cloud, when it was created, when it expires."""
        return self.home / "environment.json"

    @property
    def draft(self) -> Path:
        """What the record would begin with: written by a synthesis, no environment yet."""
        return self.home / "draft.json"

    @property
    def undeclared(self) -> Path:
        """Where stacks are that are deployed and declared no more, with nothing in them."""
        return self.home / "undeclared"

    def is_undeclared(self, name: str) -> bool:
        """Whether the stack is deployed and declared no more."""
        return (self.undeclared / "stacks" / name).is_dir()

    def stack(self, name: str) -> Path:
        """The folder in which Terraform runs for one stack."""
        folder = self.undeclared if self.is_undeclared(name) else self.synth
        return folder / "stacks" / name

    @property
    def plans(self) -> Path:
        """The plans that the last command made, in both forms."""
        return self.home / "plans"

    def plan(self, name: str) -> Path:
        """The saved plan of one stack."""
        return self.plans / f"{name}.tfplan"

    def plan_json(self, name: str) -> Path:
        """The saved plan of one stack in Terraform's JSON plan representation."""
        return self.plans / f"{name}.json"

    def live_plan(self, name: str) -> Path:
        """The last refresh-only plan of one stack: its live state."""
        return self.plans / f"{name}.live.tfplan"

    def live_json(self, name: str) -> Path:
        """The last refresh-only plan of one stack in Terraform's JSON plan representation."""
        return self.plans / f"{name}.live.json"


@dataclass(frozen=True)
class AccountPaths(EnvironmentPaths):
    """The same of the account's own stack, which is no environment: `build/bootstrap/<cloud>/`.

    `cloud` is the identity of the cloud: what an embedded one held is gone when it ends.
    """

    suffix: str = "account"
    cloud: str = "aws"

    @property
    def home(self) -> Path:
        """A folder that no search for environments finds."""
        return BUILD / "bootstrap" / self.cloud
