"""Prepares an account for environments, once: applies the account stack, then migrates its state.

The stack creates the bucket for its own state. It is therefore applied with a local state, which is
then migrated. The same command continues after any interruption.
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
class BootstrapContext:
    """The account stack in one cloud, and where progress is reported."""

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


def bootstrap(cloud: Cloud, report: Reporter, confirm: Callable[[], bool]) -> None:
    """Explain, check, plan, confirm, apply; then migrate the state and print the variables to set.

    Raises:
        Refusal: a setting is missing, another owner has the bucket, or `confirm` returned False.
        Failure: a policy is violated, or Terraform failed.
        Interrupted: the user stopped it; run it again to continue.
    """
    terraform.check_present()
    account = BootstrapContext(cloud, report)
    try:
        _bootstrap(account, confirm)
    except KeyboardInterrupt:
        raise Interrupted(
            f"Interrupted; run the same command to continue. State: {account.paths.home}"
        ) from None


def _bootstrap(account: BootstrapContext, confirm: Callable[[], bool]) -> None:
    # The stack names its bucket and state key only when synthesized with the S3 backend.
    stack = _synthesize(account, migrated=True)
    _explain(account, stack)
    migrated = is_migrated(account, stack)
    if not migrated:
        _synthesize(account, migrated=False)
    _check(account)
    if _plan(account, stack):
        if not confirm():
            raise Refusal("Nothing was changed. Run it again and answer y, or pass --yes.")
        _apply(account)
    if not migrated:
        _migrate(account, stack)
    _forget_local_state(account)
    _print_variables(account)


def is_migrated(account: BootstrapContext, stack: AccountStack) -> bool:
    """Whether the state is in the bucket already.

    Raises:
        Refusal: the bucket exists, but this command did not create it.
    """
    store, bucket = client(account.cloud, "s3"), stack.state_bucket
    # Bucket names are global: without the expected owner we could write states into a foreign one.
    ours = {"Bucket": bucket, "ExpectedBucketOwner": account.number}
    if not _exists(lambda: store.head_bucket(**ours), bucket):
        return False
    if _exists(lambda: store.head_object(**ours, Key=stack.state_key), bucket):
        return True
    if (account.paths.state / "terraform.tfstate").is_file() or _has_our_tags(store, stack):
        return False
    raise Refusal(
        f"The bucket {bucket} exists, but `gitops bootstrap` did not create it. Set another"
        " state_bucket in environments.toml, [bootstrap]."
    )


def _has_our_tags(store: Any, stack: AccountStack) -> bool:
    """Whether an earlier bootstrap, whose local state is lost, created the bucket."""
    try:
        found = store.get_bucket_tagging(Bucket=stack.state_bucket)["TagSet"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchTagSet":
            raise
        return False
    tags = {tag["Key"]: tag["Value"] for tag in found}
    return stack.tags.items() <= tags.items()


def _exists(request: Callable[[], Any], bucket: str) -> bool:
    try:
        request()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in {"403", "AccessDenied"}:
            raise Refusal(
                f"Access to the bucket {bucket} is denied. Set another state_bucket in"
                " environments.toml, [bootstrap]."
            ) from None
        if code not in {"404", "NoSuchBucket", "NoSuchKey"}:
            raise
        return False
    return True


def _explain(account: BootstrapContext, stack: AccountStack) -> None:
    account.report.say(f"Account {account.number}: this creates, until you delete it manually:")
    for line in stack.contents:
        account.report.say(f"  - {line}")


def _synthesize(account: BootstrapContext, *, migrated: bool) -> AccountStack:
    with account.report.step("synth") as step:
        stack = account_stack.synthesize(account.paths.synth, migrated=migrated)
        where = "in the state bucket" if migrated else "on this machine"
        step.result = f"{len(stack.resources)} resources, state {where}"
    return stack


def _check(account: BootstrapContext) -> None:
    for section in check.synthesized(account.paths).sections:
        with account.report.step(section.tool) as step:
            step.result = check.summarize(section)


def _plan(account: BootstrapContext, stack: AccountStack) -> bool:
    """Save a plan; return whether anything is to change."""
    with account.report.step("init") as step:
        account.terraform.init()
        step.result = "the locked provider"
    _import(account, stack)
    with account.report.step("plan") as step:
        outcome = account.terraform.plan(account.paths.plan(account.name), step.say)
        step.result = outcome.summary
    _list_changes(account)
    return outcome.exit_code == CHANGES


def _list_changes(account: BootstrapContext) -> None:
    """Print the planned action of every resource: nobody can confirm a mere count."""
    shown = account.terraform.show(account.paths.plan(account.name))
    for change in shown.get("resource_changes", []):
        sign = "/".join(SIGNS.get(action, "") for action in change["change"]["actions"])
        if sign:
            account.report.say(f"  {sign} {change['address']}")


def _import(account: BootstrapContext, stack: AccountStack) -> None:
    with account.report.step("import") as step:
        import_existing.import_resources(
            account.terraform, stack.resources, account.cloud, step.counted
        )
        step.result = (
            f"{step.count} existing resources that were not in the state" if step.count else "none"
        )


def _apply(account: BootstrapContext) -> None:
    with account.report.step("apply") as step:
        outcome = account.terraform.apply(account.paths.plan(account.name), step.counted)
        step.result = outcome.summary


def _migrate(account: BootstrapContext, stack: AccountStack) -> None:
    """Migrate the state into the bucket and verify it by an empty plan."""
    _synthesize(account, migrated=True)
    with account.report.step("migrate") as step:
        account.terraform.init(migrate=True)
        if account.terraform.plan(account.paths.plan(account.name), step.say).exit_code == CHANGES:
            raise Failure(f"State migrated, but the plan is not empty; log: {account.paths.logs}")
        step.result = f"state: s3://{stack.state_bucket}/{stack.state_key}"


def _forget_local_state(account: BootstrapContext) -> None:
    """Delete the migrated local state, so that no later run takes it for the current one."""
    for old in account.paths.state.glob("terraform.tfstate*"):
        old.unlink()


def _print_variables(account: BootstrapContext) -> None:
    outputs = account.terraform.outputs()
    # GitHub sets it in every run, and reserves the name.
    repository = outputs.pop("GITHUB_REPOSITORY", "")
    option = f" --repo {repository}" if repository else ""
    of = f" of {repository}" if repository else ""
    account.report.say(f"Set these variables for the workflows{of}:")
    for name, value in sorted(outputs.items()):
        account.report.say(f"  gh variable set {name}{option} --body {value}")
