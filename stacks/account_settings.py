"""The typed settings of the account's own stack; nothing here reads the outside world."""

import re
from dataclasses import dataclass

NAME = "bootstrap"
# Not `<stack>/<suffix>.tfstate`: whoever lists environments by their states must not find one here.
STATE_KEY = "bootstrap/account/terraform.tfstate"
KEY_ALIAS = "alias/market-pipelines-state"

# What GitHub lets people name an owner and a repository.
_REPOSITORY = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}/[A-Za-z0-9._-]{1,100}")
_ID = re.compile(r"[1-9][0-9]{0,18}")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, without dots.
_BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
# Of what git allows, what means nothing to IAM: no *, ? or ${.
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")


@dataclass(frozen=True)
class AccountSettings:
    """Which repository may deploy into the account, and where the states of all stacks are kept.

    `repository` is `owner/name` on GitHub; `owner_id` and `repository_id` are the numbers behind
    these names, which a later owner of the same names does not have.

    Raises:
        ValueError: a setting that cannot work, in one sentence.
    """

    repository: str
    owner_id: str
    repository_id: str
    state_bucket: str
    main_branch: str = "main"
    application: str = "market-pipelines"
    team: str = "trading"
    cost_center: str = "trading-platform"

    def __post_init__(self) -> None:
        _check("repository", self.repository, _REPOSITORY, "owner/name, as on GitHub")
        for name in ("owner_id", "repository_id"):
            said = "the number that `gh api repos/<owner>/<name>` answers, as text"
            _check(name, getattr(self, name), _ID, said)
        _check("state_bucket", self.state_bucket, _BUCKET, "3 to 63 lower-case letters, digits, -")
        _check("main_branch", self.main_branch, _BRANCH, "the name of a branch")

    @property
    def tags(self) -> dict[str, str]:
        """The tags of every resource of the account's stack; none of them is an environment."""
        return {
            "Application": self.application,
            "CostCenter": self.cost_center,
            "Environment": "account",
            "ManagedBy": "cdktf",
            "Team": self.team,
        }

    def subjects(self, event: str) -> list[str]:
        """The two `sub` claims that GitHub's tokens of this repository can carry for `event`.

        Classic, and with the immutable ids of repositories that were created, renamed or
        transferred after 2026-07-15. No name on GitHub holds an `@`, so nobody can register one:
        https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims.
        """
        owner, name = self.repository.split("/")
        immutable = f"{owner}@{self.owner_id}/{name}@{self.repository_id}"
        return [f"repo:{who}:{event}" for who in (self.repository, immutable)]


def _check(name: str, value: str, allowed: re.Pattern[str], wanted: str) -> None:
    if not allowed.fullmatch(value):
        raise ValueError(f"environments.toml: [bootstrap] {name} is {value!r}; write {wanted}.")


# The stack of these settings is evaluated and tested where nobody wrote any.
EXAMPLE = AccountSettings(
    repository="octo-org/octo-repo",
    owner_id="123456",
    repository_id="456789",
    state_bucket="octo-states",
)
