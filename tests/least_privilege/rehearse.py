"""python -m tests.least_privilege.rehearse RECORDING: what each role of GitHub Actions asks for.

RECORDING gets the decisions of the embedded cloud, see `localcloud.identity.decisions`. The clones
and the logs of Terraform stay in build/least-privilege/rehearsal until the next rehearsal. With
`--trial` two roles also work once without one of their grants, and must fail.
"""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gitops.adapters import parallel
from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.terraform import Terraform, executable
from localcloud.account import ACCOUNT
from tests.least_privilege import trial
from tests.least_privilege.changes import changed
from tests.least_privilege.job import Job
from tests.pipelines import CRYPTO, MARKET
from tests.workflow_e2e import harness
from tests.workflow_e2e.actions import link_environments
from tests.workflow_e2e.team import BUCKET, ROOT, SETTINGS, Team

FOLDER = ROOT / "build" / "least-privilege" / "rehearsal"
# Everything that a setting adds but the budget: the embedded cloud has no subscribers of one. The
# integration tests post from this address.
EVERYTHING = """
operations_email = "operations@example.org"
source_addresses = { kraken = ["127.0.0.1/32"] }
"""
TAINTED = "aws_lambda_function.data-processor-function"
IMPORTED = "aws_sqs_queue.market-data-queue-queue"
MADE_ANEW = {"aws_api_gateway_deployment"}  # whatever changes in it
DRIFTED = 2
TRIAL = "--trial"


def main(argv: list[str]) -> int:
    """Record it; the result is the exit code."""
    with harness.account() as cloud, harness.team_in(cloud, FOLDER) as team:
        _decisions(cloud, b'{"record": true}')
        Rehearsal(team, cloud, trial=TRIAL in argv).run()
        Path(argv[0]).write_text(json.dumps(_decisions(cloud)))
    return 0


class Rehearsal:
    """What the three roles do, with everything that they may have to."""

    def __init__(self, team: Team, cloud: Cloud, *, trial: bool) -> None:
        self._team = team
        self._cloud = cloud
        self._trial = trial

    def run(self) -> None:
        """A pull request's environment and one that is protected, both at once.

        Raises:
            Failure, RuntimeError: something did not work.
        """
        parallel.each([self._pull_request, self._protected], lambda play: play())

    def _pull_request(self) -> None:
        number = self._team.open("a-change", {"docs/a-change.md": "# A change\n"})
        job = self._job("ephemeral", f"pr-{number}", "ephemeral")
        _add_settings(job, "ephemeral")
        self._try_without(job, "Create", lambda: job.gitops("deploy"))
        if self._trial:  # what it made would not be made by the whole policy
            _step(job, "destroy", lambda: job.gitops("destroy"))
        _step(job, "deploy", lambda: job.gitops("deploy"))
        _step(job, "test", lambda: job.gitops("test"))
        self._change(job)
        _step(job, "destroy", lambda: job.gitops("destroy"))
        self._lose_state(job)
        self._team.close(number)
        _step(job, "sweep", lambda: job.gitops("sweep", "--apply"))

    def _protected(self) -> None:
        job = self._job("deploy", "dev", "dev")
        _add_settings(job, "suffix.dev")
        _step(job, "deploy", lambda: job.gitops("deploy"))
        reader = self._job("plan", "dev")
        self._try_without(reader, "Describe", lambda: reader.gitops("plan"))
        _step(reader, "plan", lambda: reader.gitops("plan"))
        _step(reader, "drift", lambda: reader.gitops("drift", good=(0, DRIFTED)))
        self._change(job)
        _step(job, "destroy", lambda: job.gitops("destroy", "--confirm", "dev"))

    def _try_without(self, job: Job, verb: str, do: Callable[[], object]) -> None:
        if self._trial:
            missed = trial.missed(self._cloud, job.role, verb, do)
            print(f"{job.role}: failed without {missed}", flush=True)  # noqa: T201 (a command)

    def _change(self, job: Job) -> None:
        """One resource is tainted, one imported, one changed by hand; all that can change does."""
        market = job.stack(MARKET)
        queue = f"{self._cloud.endpoint}/{ACCOUNT}/market-data-queue-{job.suffix}"
        boundless = f"data-processor-role-{job.suffix}"
        client(self._cloud, "iam").delete_role_permissions_boundary(RoleName=boundless)
        _step(job, "taint", lambda: _terraform(market, "taint", TAINTED))
        _step(job, "forget", lambda: _terraform(market, "state", "rm", IMPORTED))
        _step(job, "import", lambda: market.import_resource(IMPORTED, queue))
        tools = [job.stack(CRYPTO), market]
        _step(job, "change", lambda: parallel.each(tools, _change_everything))

    def _lose_state(self, job: Job) -> None:
        """Who destroys the environment must import what it declares."""
        _step(job, "deploy again", lambda: job.gitops("deploy", "--stack", MARKET))
        key = f"{MARKET}/{job.suffix}.tfstate"
        client(self._cloud, "s3").delete_object(Bucket=BUCKET, Key=key)

    def _job(self, role: str, suffix: str, environment: str = "") -> Job:
        workspace = FOLDER / f"{role}-{suffix}"
        workspace.mkdir()
        self._team.forge.check_out("main", workspace)
        link_environments(workspace)
        return Job(self._team.forge, workspace, role, suffix, environment)


def _add_settings(job: Job, table: str) -> None:
    """Add every setting to a table of the clone's settings."""
    file, head = job.workspace / SETTINGS, f"[{table}]\n"
    text = file.read_text()
    text = text if head in text else f"{text}\n{head}"
    file.write_text(text.replace(head, head + EVERYTHING))


def _change_everything(stack: Terraform) -> None:
    declared = stack.folder / "cdk.tf.json"
    declared.write_text(json.dumps(changed(json.loads(declared.read_text()))))
    plan = stack.folder / "changed.tfplan"
    stack.plan(plan, lambda _line: None)
    if anew := _made_anew(stack.show(plan)):
        raise RuntimeError(f"The change would make anew: {', '.join(anew)}")
    stack.apply(plan, lambda _line: None)


def _made_anew(plan: dict[str, Any]) -> list[str]:
    """What cannot change in place, besides what was tainted and what never does."""
    return [
        each["address"]
        for each in plan["resource_changes"]
        if "delete" in each["change"]["actions"]
        and each["address"] != TAINTED
        and each["type"] not in MADE_ANEW
    ]


def _terraform(stack: Terraform, *words: str) -> None:
    subprocess.run(
        [executable(), *words], cwd=stack.folder, env=stack.environ, check=True,
        capture_output=True,
    )  # fmt: skip


def _step(job: Job, name: str, do: Callable[[], object]) -> None:
    began = time.monotonic()
    do()
    print(f"{job.role}: {name} ({time.monotonic() - began:.0f} s)", flush=True)  # noqa: T201 (a command)


def _decisions(cloud: Cloud, wanted: bytes | None = None) -> Any:
    """What was recorded; with `wanted` it is switched first."""
    request = urllib.request.Request(  # noqa: S310 (the embedded cloud)
        f"{cloud.endpoint}/_localcloud/decisions", wanted, method="PUT" if wanted else "GET"
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 (as above)
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
