"""python -m tests.least_privilege.rehearse RECORDING: what each role of GitHub Actions asks for."""

import json
import shutil
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.terraform import executable
from tests.least_privilege.changes import changed
from tests.least_privilege.job import Job
from tests.pipelines import CRYPTO, MARKET
from tests.workflow_e2e import harness
from tests.workflow_e2e.actions import link_environments
from tests.workflow_e2e.team import BUCKET, ROOT, SETTINGS, Team

FOLDER = ROOT / "build" / "least-privilege" / "rehearsal"
STACKS = (CRYPTO, MARKET)
# Everything that a setting can add to an environment.
EVERYTHING = """
operations_email = "operations@example.org"
monthly_budget_usd = 20
source_addresses = { kraken = ["192.0.2.1/32"] }
"""
TAINTED = "aws_lambda_function.data-processor-function"
IMPORTED = "aws_sqs_queue.market-data-queue-queue"
SETTLED = 2  # of `gitops drift`: it found some


def main(argv: list[str]) -> int:
    """Record it; the result is the exit code."""
    with harness.account() as cloud, harness.team_in(cloud, FOLDER) as team:
        _decisions(cloud, {"record": True})
        Rehearsal(team, cloud).run()
        Path(argv[0]).write_text(json.dumps(_decisions(cloud)))
    return 0


class Rehearsal:
    """What the three roles do, with everything that they may have to."""

    def __init__(self, team: Team, cloud: Cloud) -> None:
        self._team = team
        self._cloud = cloud

    def run(self) -> None:
        """First a pull request's environment, then one that is protected."""
        number = self._team.open("a-change", {"docs/a-change.md": "# A change\n"})
        mine = self._job("ephemeral", f"pr-{number}", "ephemeral")
        self._deploy(mine, "ephemeral")
        _step("test", lambda: mine.gitops("test"))
        self._change(mine)
        _step("destroy", lambda: mine.gitops("destroy"))
        self._sweep(mine, number)
        kept = self._job("deploy", "dev", "dev")
        self._deploy(kept, "suffix.dev")
        self._read(self._job("plan", "dev"))
        self._change(kept)
        _step("destroy", lambda: kept.gitops("destroy", "--confirm", "dev"))

    def _deploy(self, job: Job, table: str) -> None:
        settings = job.workspace / SETTINGS
        head = f"[{table}]\n"
        text = settings.read_text()
        text = text if head in text else f"{text}\n{head}"
        settings.write_text(text.replace(head, head + EVERYTHING))
        _step("deploy", lambda: job.gitops("deploy"))

    def _change(self, job: Job) -> None:
        """Change all that can change, taint a resource, import another, and deploy again."""
        for name in STACKS:
            _step(f"change {name}", lambda name=name: _change_in_place(job, name))
        market = job.stack(MARKET)
        _step("taint", lambda: _terraform(market, "taint", TAINTED))
        queue = f"{self._cloud.endpoint}/123456789012/market-data-queue-{job.suffix}"
        _step("forget", lambda: _terraform(market, "state", "rm", IMPORTED))
        _step("import", lambda: market.import_resource(IMPORTED, queue))
        _step("deploy", lambda: job.gitops("deploy"))

    def _sweep(self, job: Job, number: int) -> None:
        """The sweep of an environment whose state was lost: it imports what was declared."""
        _step("deploy one", lambda: job.gitops("deploy", "--stack", MARKET))
        key = f"{MARKET}/{job.suffix}.tfstate"
        client(self._cloud, "s3").delete_object(Bucket=BUCKET, Key=key)
        self._team.close(number)
        _step("sweep", lambda: job.gitops("sweep", "--apply"))

    def _read(self, job: Job) -> None:
        _step("plan", lambda: job.gitops("plan"))
        _step("drift", lambda: job.gitops("drift", good=(0, SETTLED)))

    def _job(self, role: str, suffix: str, environment: str = "") -> Job:
        workspace = FOLDER / f"{role}-{suffix}"
        workspace.mkdir()
        self._team.forge.check_out("main", workspace)
        link_environments(workspace)
        return Job(self._team.forge, workspace, role, suffix, environment)


def _change_in_place(job: Job, name: str) -> None:
    tool = job.stack(name)
    file = tool.folder / "cdk.tf.json"
    file.write_text(json.dumps(changed(json.loads(file.read_text()))))
    plan = tool.folder / "changed.tfplan"
    tool.plan(plan, lambda _line: None)
    shown = tool.show(plan)
    for each in shown["resource_changes"]:
        print(
            "   ", each["address"], each["change"]["actions"], each["change"].get("replace_paths")
        ) if each["change"]["actions"] != ["update"] and each["change"]["actions"] != [
            "no-op"
        ] else None
    tool.apply(plan, lambda _line: None)


def _terraform(tool: Any, *words: str) -> None:
    if tool._run([executable_word for executable_word in words], lambda _line: None):
        raise RuntimeError(words)


def _step(name: str, do: Callable[[], Any]) -> None:
    began = time.monotonic()
    try:
        do()
    except Exception as error:
        print("FAILED", error, flush=True)
    print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)


def _decisions(cloud: Cloud, wanted: Any = None) -> Any:
    data = None if wanted is None else json.dumps(wanted).encode()
    request = urllib.request.Request(
        f"{cloud.endpoint}/_localcloud/decisions", data, method="PUT" if data else "GET"
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
