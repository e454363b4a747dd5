"""An account is made ready once, by a command that can be run again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from gitops.account import bootstrap
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud, Embedded
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure, Interrupted, Refusal
from gitops.adapters.paths import AccountPaths
from gitops.environment import account_stack, preflight
from gitops.environment.account_stack import AccountStack
from policies.engine.stack import Stack
from tests.gitops.account import working_copy

BUCKET = "octo-states"
STATE_KEY = "bootstrap/account/terraform.tfstate"
TAGS = {"Application": "market-pipelines", "Environment": "account"}
WHOSE = AccountStack(
    Stack(
        "bootstrap",
        [],
        [{"default_tags": [{"tags": TAGS}]}],
        backend={"s3": {"bucket": BUCKET, "key": STATE_KEY}},
    )
)


@dataclass(frozen=True)
class WorkingCopy:
    """A copy of the sources that says whose account it is."""

    folder: Path
    cloud: Cloud

    def bootstrap(self, *options: str) -> subprocess.CompletedProcess[str]:
        environ = {
            **{name: value for name, value in os.environ.items() if name != "STATE_BUCKET"},
            **self.cloud.variables,
            "MARKET_AWS_ENDPOINT": self.cloud.endpoint,
        }
        return subprocess.run(
            [sys.executable, "-m", "gitops", "bootstrap", "--cloud", "aws", *options],
            cwd=self.folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    embedded = Embedded()
    try:
        yield embedded.launch().start()
    finally:
        embedded.stop()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, cloud: Cloud) -> WorkingCopy:
    folder = working_copy.write(tmp_path_factory.mktemp("copy"))
    return WorkingCopy(folder, cloud)


def test_an_account_is_made_ready_once(copy: WorkingCopy) -> None:
    # The preflight of a deployment may have given the embedded cloud its boundary already.
    preflight.create_boundary(copy.cloud)

    done = copy.bootstrap("--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "  - the bucket octo-states\n" in done.stdout
    assert "  - the role market-pipelines-deploy (GitHub Actions: deploy)\n" in done.stdout
    assert "  + aws_s3_bucket.states-bucket\n" in done.stdout
    assert "  ~ aws_iam_policy.boundary\n" in done.stdout
    for name in ("plan", "ephemeral", "deploy"):
        role = f"arn:aws:iam::123456789012:role/market-pipelines-{name}"
        said = f"gh variable set {name.upper()}_ROLE_ARN --repo octo/pipelines --body {role}"
        assert said in done.stdout
    assert f"gh variable set STATE_BUCKET --repo octo/pipelines --body {BUCKET}" in done.stdout
    _its_state_is_in_its_bucket(copy)

    again = copy.bootstrap()
    assert again.returncode == 0, again.stdout + again.stderr
    assert "no changes" in again.stdout
    assert "the state is s3://" not in again.stdout
    assert " aws_" not in again.stdout


def _its_state_is_in_its_bucket(copy: WorkingCopy) -> None:
    store = client(copy.cloud, "s3")
    kept = store.get_object(Bucket=BUCKET, Key=STATE_KEY)
    state = json.loads(kept["Body"].read())
    addresses = {f"{each['type']}.{each['name']}" for each in state["resources"]}

    assert {"aws_s3_bucket.states-bucket", "aws_iam_policy.boundary"} <= addresses
    assert kept["ServerSideEncryption"] == "aws:kms"
    # No lock is left, and no state beside the one that moved.
    assert [each["Key"] for each in store.list_objects_v2(Bucket=BUCKET)["Contents"]] == [STATE_KEY]
    assert list(copy.folder.glob("build/bootstrap/aws/state/*")) == []


def test_without_settings_the_command_says_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gitops.adapters.paths.BUILD", tmp_path)

    with pytest.raises(Refusal, match=r"\[bootstrap\] says which repository") as refused:
        bootstrap.bootstrap(Cloud("aws"), Reporter(), lambda: True)
    assert "docs/operations.md" in str(refused.value)


class Store:
    """Answers as S3 does to somebody who asks whether a bucket and an object are there."""

    def __init__(
        self, bucket: str, state: str = "404", tags: Mapping[str, str] | None = None
    ) -> None:
        self._answers = {"HeadBucket": bucket, "HeadObject": state}
        self._answers["GetBucketTagging"] = "NoSuchTagSet" if tags is None else "200"
        self._tags = tags or {}

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "123456789012"}

    def head_bucket(self, **asked: str) -> None:
        # S3 answers 403 where the bucket is of another account.
        assert asked["ExpectedBucketOwner"] == "123456789012"
        self._answer("HeadBucket")

    def head_object(self, **asked: str) -> None:
        assert asked["Key"] == STATE_KEY
        self._answer("HeadObject")

    def get_bucket_tagging(self, **_: str) -> dict[str, Any]:
        self._answer("GetBucketTagging")
        return {"TagSet": [{"Key": key, "Value": value} for key, value in self._tags.items()]}

    def _answer(self, operation: str) -> None:
        code = self._answers[operation]
        if code != "200":
            raise ClientError({"Error": {"Code": code, "Message": code}}, operation)


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bootstrap.BootstrapContext:
    monkeypatch.setattr("gitops.adapters.paths.BUILD", tmp_path)
    return bootstrap.BootstrapContext(Cloud.aws({}), Reporter())


@pytest.mark.parametrize(
    ("store", "migrated"),
    [
        pytest.param(Store("404"), False, id="no bucket"),
        pytest.param(Store("200", "200"), True, id="its state is there"),
        pytest.param(Store("200", tags=TAGS), False, id="its state is lost"),
    ],
)
def test_where_the_state_is(
    account: bootstrap.BootstrapContext,
    store: Store,
    migrated: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap, "client", lambda *_: store)

    assert bootstrap.is_migrated(account, WHOSE) is migrated


def test_an_interrupted_bootstrap_goes_on_from_its_local_state(
    account: bootstrap.BootstrapContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "client", lambda *_: Store("200"))
    account.paths.state.mkdir(parents=True)
    (account.paths.state / "terraform.tfstate").write_text("{}")

    assert bootstrap.is_migrated(account, WHOSE) is False


@pytest.mark.parametrize(
    ("store", "said"),
    [
        pytest.param(Store("200"), "did not create it", id="somebody made it by hand"),
        pytest.param(
            Store("200", tags={**TAGS, "Environment": "dev"}),
            "did not create it",
            id="another stack made it",
        ),
        pytest.param(Store("403"), "is denied", id="another account has it"),
        pytest.param(Store("200", "403"), "is denied", id="its objects are closed"),
    ],
)
def test_a_bucket_of_somebody_else_is_refused(
    account: bootstrap.BootstrapContext, store: Store, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "client", lambda *_: store)

    with pytest.raises(Refusal, match=said):
        bootstrap.is_migrated(account, WHOSE)


class Steps:
    """The steps of the command, each of which only notes that it was taken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, changes: bool = True) -> None:
        self.taken: list[str] = []
        answers = {"is_migrated": False, "_plan": changes, "_synthesize": WHOSE}
        for step in ("is_migrated", "_explain", "_synthesize", "_check", "_plan", "_apply"):
            self._replace(step, answers.get(step), monkeypatch)
        for step in ("_migrate", "_forget_local_state", "_print_variables"):
            self._replace(step, None, monkeypatch)

    def _replace(self, step: str, answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
        def taken(*_arguments: object, **_options: object) -> object:
            self.taken.append(step.removeprefix("_"))
            return answer

        monkeypatch.setattr(bootstrap, step, taken)


def test_nothing_is_changed_unless_somebody_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch)

    with pytest.raises(Refusal, match="Nothing was changed"):
        bootstrap.bootstrap(Cloud.aws({}), Reporter(), lambda: False)
    assert steps.taken == [
        "synthesize",
        "explain",
        "is_migrated",
        "synthesize",
        "check",
        "plan",
    ]


def test_nobody_is_asked_where_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps(monkeypatch, changes=False)

    bootstrap.bootstrap(Cloud.aws({}), Reporter(), lambda: pytest.fail("asked"))

    assert "apply" not in steps.taken
    assert steps.taken[-1] == "print_variables"


def test_an_interrupt_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    Steps(monkeypatch)

    def stopped(_account: bootstrap.BootstrapContext) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "_apply", stopped)

    with pytest.raises(Interrupted, match="run the same command to continue"):
        bootstrap.bootstrap(Cloud.aws({}), Reporter(), lambda: True)


def test_a_boundary_that_is_not_in_the_stack_is_named() -> None:
    with pytest.raises(Failure, match=r"bootstrap has no aws_iam_policy.boundary; \[tool.gitops\]"):
        WHOSE.boundary  # noqa: B018 (the property is the call)


def test_what_terraform_would_send_is_resolved() -> None:
    text = "${data.aws_partition.p.partition}/${data.aws_caller_identity.c.account_id}/$${aws:x}"

    assert account_stack.resolved(text, "aws-cn", "1") == "aws-cn/1/${aws:x}"


def test_a_failing_s3_is_no_missing_bucket(
    account: bootstrap.BootstrapContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "client", lambda *_: Store("500"))

    with pytest.raises(ClientError, match="500"):
        bootstrap.is_migrated(account, WHOSE)


def test_no_search_for_environments_finds_the_account() -> None:
    assert "environments" not in AccountPaths().home.parts
