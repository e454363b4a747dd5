"""Makes an account ready for environments, once: applies its own stack, then moves the state.

The stack makes the bucket that keeps its own state. It is therefore applied with a local state,
which then moves. Whatever dies in between is finished by the same command.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from gitops.account import import_existing
from gitops.adapters import terraform
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure, Interrupted, Refusal
from gitops.adapters.paths import AccountPaths
from gitops.adapters.project import project
from gitops.adapters.terraform import Terraform
from gitops.compliance import check
from gitops.environment import account_stack
from gitops.environment.account_stack import AccountStack
from gitops.environment.operations import CHANGES

# As Terraform writes them; a replacement is both.
SIGNS = {"create": "+", "update": "~", "delete": "-"}


@dataclass(frozen=True)
class Account:
    """The account's own stack in one cloud."""

    cloud: Cloud
    report: Reporter

    @property
    def paths(self) -> AccountPaths:
        """Where the stack's files are."""
        return AccountPaths(cloud=self.cloud.identity)

    @property
    def name(self) -> str:
        """The stack's name."""
        return project().account_stack

    @property
    def terraform(self) -> Terraform:
        """Terraform in the stack's folder."""
        log = self.paths.logs / "terraform.log"
        return Terraform(self.paths.stack(self.name), self.cloud.environ(), log)

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
    account = Account(cloud, report)
    try:
        _bootstrap(account, agreed)
    except KeyboardInterrupt:
        raise Interrupted(
            f"Interrupted; run the same command to go on: {account.paths.home} has the state."
        ) from None


def _bootstrap(account: Account, agreed: Callable[[], bool]) -> None:
    # Only with its state in the bucket does the stack say which bucket, and under what key.
    stack = _synthesize(account, migrated=True)
    _explain(account, stack)
    migrated = is_migrated(account, stack)
    if not migrated:
        _synthesize(account, migrated=False)
    _judge(account)
    if _plan(account, stack):
        if not agreed():
            raise Refusal("Nothing was changed; run it again with --yes, or answer y.")
        _apply(account)
    if not migrated:
        _migrate(account, stack)
    _forget_local_state(account)
    _tell(account)


def is_migrated(account: Account, stack: AccountStack) -> bool:
    """Whether the state is in the bucket already.

    Raises:
        Refusal: there is such a bucket, but it is not the one that this command makes.
    """
    store, bucket = client(account.cloud, "s3"), stack.state_bucket
    # Whoever takes the name first could let us write our states into a bucket of theirs.
    ours = {"Bucket": bucket, "ExpectedBucketOwner": account.number}
    if not _exists(lambda: store.head_bucket(**ours), bucket):
        return False
    if _exists(lambda: store.head_object(**ours, Key=stack.state_key), bucket):
        return True
    if (account.paths.state / "terraform.tfstate").is_file() or _has_our_tags(store, stack):
        return False
    raise Refusal(
        f"The bucket {bucket} exists, but `gitops bootstrap` did not make it; write another"
        " state_bucket into environments.toml, [bootstrap]."
    )


def _has_our_tags(store: Any, stack: AccountStack) -> bool:
    """Whether a bootstrap made the bucket whose working copy, and state, was lost."""
    try:
        found = store.get_bucket_tagging(Bucket=stack.state_bucket)["TagSet"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchTagSet":
            raise
        return False
    tags = {tag["Key"]: tag["Value"] for tag in found}
    return stack.tags.items() <= tags.items()


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


def _explain(account: Account, stack: AccountStack) -> None:
    account.report.say(
        f"The account {account.number} gets, and keeps until somebody removes it by hand:"
    )
    for line in stack.contents:
        account.report.say(f"  - {line}")


def _synthesize(account: Account, *, migrated: bool) -> AccountStack:
    with account.report.step("synth") as step:
        stack = account_stack.synthesize(account.paths.synth, migrated=migrated)
        where = "in its bucket" if migrated else "on this machine"
        step.result = f"{len(stack.resources)} resources, their state {where}"
    return stack


def _judge(account: Account) -> None:
    for section in check.synthesized(account.paths).sections:
        with account.report.step(section.tool) as step:
            step.result = check.summarize(section)


def _plan(account: Account, stack: AccountStack) -> bool:
    """Save a plan; return whether anything is to change."""
    with account.report.step("init") as step:
        account.terraform.init()
        step.result = "the locked provider"
    _adopt(account, stack)
    with account.report.step("plan") as step:
        outcome = account.terraform.plan(account.paths.plan(account.name), step.say)
        step.result = outcome.summary
    _list_changes(account)
    return outcome.exit_code == CHANGES


def _list_changes(account: Account) -> None:
    """Say of every resource what would be done to it: a count is nothing to agree to."""
    shown = account.terraform.show(account.paths.plan(account.name))
    for change in shown.get("resource_changes", []):
        sign = "/".join(SIGNS.get(action, "") for action in change["change"]["actions"])
        if sign:
            account.report.say(f"  {sign} {change['address']}")


def _adopt(account: Account, stack: AccountStack) -> None:
    with account.report.step("adopt") as step:
        import_existing.adopt(account.terraform, stack.resources, account.cloud, step.counted)
        step.result = (
            f"{step.count} that were there, but not in the state" if step.count else "none"
        )


def _apply(account: Account) -> None:
    with account.report.step("apply") as step:
        outcome = account.terraform.apply(account.paths.plan(account.name), step.counted)
        step.result = outcome.summary


def _migrate(account: Account, stack: AccountStack) -> None:
    """Move the state into the bucket and prove by a plan that it describes the account."""
    _synthesize(account, migrated=True)
    with account.report.step("move") as step:
        account.terraform.init(migrate=True)
        if account.terraform.plan(account.paths.plan(account.name), step.say).exit_code == CHANGES:
            raise Failure(f"The state moved, but the plan is not empty; log: {account.paths.logs}")
        step.result = f"the state is s3://{stack.state_bucket}/{stack.state_key}"


def _forget_local_state(account: Account) -> None:
    """What moved must not be mistaken for the truth later, even if the move was interrupted."""
    for old in account.paths.state.glob("terraform.tfstate*"):
        old.unlink()


def _tell(account: Account) -> None:
    outputs = account.terraform.outputs()
    # GitHub itself sets it in every run, and lets nobody set a variable of that name.
    repository = outputs.pop("GITHUB_REPOSITORY", "")
    whose = f" --repo {repository}" if repository else ""
    account.report.say(f"The workflows{f' of {repository}' if repository else ''} read these:")
    for name, value in sorted(outputs.items()):
        account.report.say(f"  gh variable set {name}{whose} --body {value}")
