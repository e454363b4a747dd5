"""Makes an account ready for environments, once: applies its own stack, then moves the state.

The stack makes the bucket that keeps its own state. It is therefore applied with a local state,
which then moves. Whatever dies in between is finished by the same command.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from gitops import account_adoption, check, synthesized, terraform
from gitops.aws import client
from gitops.cloud import Cloud
from gitops.console import Reporter
from gitops.errors import Failure, Interrupted, Refusal
from gitops.operations import CHANGES
from gitops.paths import AccountPaths
from gitops.settings import of_account
from gitops.terraform import Terraform
from stacks import boundary
from stacks.account_settings import NAME, STATE_KEY, AccountSettings

EXPLANATION = (
    "{account} gets, and keeps until somebody removes it by hand:",
    "  - the bucket {bucket} for the Terraform states of all environments, and its key;",
    "  - GitHub as an identity provider, for runs of {repository} only;",
    "  - the roles market-pipelines-plan, -ephemeral and -deploy for these runs;",
    "  - the policy {boundary}, beyond which no role of an environment can go.",
)


# As Terraform writes them; a replacement is both.
SIGNS = {"create": "+", "update": "~", "delete": "-"}


@dataclass(frozen=True)
class Account:
    """The account's own stack in one cloud."""

    settings: AccountSettings
    cloud: Cloud
    report: Reporter

    @property
    def paths(self) -> AccountPaths:
        """Where the stack's files are."""
        return AccountPaths(cloud=self.cloud.identity)

    @property
    def terraform(self) -> Terraform:
        """Terraform in the stack's folder."""
        log = self.paths.logs / "terraform.log"
        return Terraform(self.paths.stack(NAME), self.cloud.environ(), log)

    @cached_property
    def number(self) -> str:
        """The account's own number."""
        return str(client(self.cloud, "sts").get_caller_identity()["Account"])


def bootstrap(cloud: Cloud, report: Reporter, agreed: Callable[[], bool]) -> None:
    """Explain, judge, plan, ask, apply; then move the state and say what GitHub must know.

    Raises:
        Refusal: a setting is missing, the bucket is somebody else's, or nobody `agreed`.
        Failure: a policy is broken, or Terraform failed.
        Interrupted: somebody stopped it; run again, it goes on.
    """
    terraform.check_present()
    account = Account(of_account(), cloud, report)
    try:
        _bootstrap(account, agreed)
    except KeyboardInterrupt:
        raise Interrupted(
            f"Interrupted; run the same command to go on: {account.paths.home} has the state."
        ) from None


def _bootstrap(account: Account, agreed: Callable[[], bool]) -> None:
    migrated = is_migrated(account)
    _explain(account)
    _synthesize(account, migrated=migrated)
    _judge(account)
    if _plan(account):
        if not agreed():
            raise Refusal("Nothing was changed; run it again with --yes, or answer y.")
        _apply(account)
    if not migrated:
        _migrate(account)
    _forget_local_state(account)
    _tell(account)


def is_migrated(account: Account) -> bool:
    """Whether the state is in the bucket already.

    Raises:
        Refusal: there is such a bucket, but it is not the one that this command makes.
    """
    store, bucket = client(account.cloud, "s3"), account.settings.state_bucket
    # Whoever takes the name first could let us write our states into a bucket of theirs.
    ours = {"Bucket": bucket, "ExpectedBucketOwner": account.number}
    if not _exists(lambda: store.head_bucket(**ours), bucket):
        return False
    if _exists(lambda: store.head_object(**ours, Key=STATE_KEY), bucket):
        return True
    if (account.paths.state / "terraform.tfstate").is_file() or _has_our_tags(store, account):
        return False
    raise Refusal(
        f"The bucket {bucket} exists, but `gitops bootstrap` did not make it; write another"
        " state_bucket into environments.toml, [bootstrap]."
    )


def _has_our_tags(store: Any, account: Account) -> bool:
    """Whether a bootstrap made the bucket whose working copy, and state, was lost."""
    try:
        found = store.get_bucket_tagging(Bucket=account.settings.state_bucket)["TagSet"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchTagSet":
            raise
        return False
    tags = {tag["Key"]: tag["Value"] for tag in found}
    return account.settings.tags.items() <= tags.items()


def _exists(ask: Callable[[], Any], bucket: str) -> bool:
    try:
        ask()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in {"403", "AccessDenied"}:
            raise Refusal(
                f"The bucket {bucket} is not yours to read; write another state_bucket into"
                " environments.toml, [bootstrap]."
            ) from None
        if code not in {"404", "NoSuchBucket", "NoSuchKey"}:
            raise
        return False
    return True


def _explain(account: Account) -> None:
    for line in EXPLANATION:
        account.report.say(
            line.format(
                account=f"The account {account.number}",
                bucket=account.settings.state_bucket,
                repository=account.settings.repository,
                boundary=boundary.NAME,
            )
        )


def _synthesize(account: Account, *, migrated: bool) -> None:
    environ = {**os.environ}
    environ.pop("STATE_BUCKET", None)
    if migrated:
        environ["STATE_BUCKET"] = account.settings.state_bucket
    with account.report.step("synth") as step:
        synthesized.program(NAME, account.paths.synth, environ)
        step.result = f"{len(synthesized.resources(account.paths.synth, [NAME]))} resources"


def _judge(account: Account) -> None:
    for section in check.synthesized(account.paths).sections:
        with account.report.step(section.judge) as step:
            step.result = check.told(section)


def _plan(account: Account) -> bool:
    """Save a plan; return whether anything is to change."""
    with account.report.step("init") as step:
        account.terraform.init()
        step.result = "the locked provider"
    _adopt(account)
    with account.report.step("plan") as step:
        outcome = account.terraform.plan(account.paths.plan(NAME), step.say)
        step.result = outcome.summary
    _list_changes(account)
    return outcome.exit_code == CHANGES


def _list_changes(account: Account) -> None:
    """Say of every resource what would be done to it: a count is nothing to agree to."""
    shown = account.terraform.show(account.paths.plan(NAME))
    for change in shown.get("resource_changes", []):
        sign = "/".join(SIGNS.get(action, "") for action in change["change"]["actions"])
        if sign:
            account.report.say(f"  {sign} {change['address']}")


def _adopt(account: Account) -> None:
    with account.report.step("adopt") as step:
        resources = synthesized.resources(account.paths.synth, [NAME])
        account_adoption.adopt(account.terraform, resources, account.cloud, step.counted)
        step.result = (
            f"{step.count} that were there, but not in the state" if step.count else "none"
        )


def _apply(account: Account) -> None:
    with account.report.step("apply") as step:
        outcome = account.terraform.apply(account.paths.plan(NAME), step.counted)
        step.result = outcome.summary


def _migrate(account: Account) -> None:
    """Move the state into the bucket and prove by a plan that it describes the account."""
    _synthesize(account, migrated=True)
    with account.report.step("move") as step:
        account.terraform.init(migrate=True)
        if account.terraform.plan(account.paths.plan(NAME), step.say).exit_code == CHANGES:
            raise Failure(f"The state moved, but the plan is not empty; log: {account.paths.logs}")
        step.result = f"the state is s3://{account.settings.state_bucket}/{STATE_KEY}"


def _forget_local_state(account: Account) -> None:
    """What moved must not be mistaken for the truth later, even if the move was interrupted."""
    for old in account.paths.state.glob("terraform.tfstate*"):
        old.unlink()


def _tell(account: Account) -> None:
    repository = account.settings.repository
    account.report.say(f"The workflows of {repository} read these variables:")
    for name, value in sorted(account.terraform.outputs().items()):
        account.report.say(f"  gh variable set {name} --repo {repository} --body {value}")
