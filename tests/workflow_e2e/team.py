"""What the people of a team do, each followed by the workflow run that it triggers."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.environment.registry import FOLDER
from tests.fake_github.store import repository
from tests.pipelines import MARKET
from tests.workflow_e2e import steps
from tests.workflow_e2e.actions import link_environments
from tests.workflow_e2e.forge import PULL_REQUEST, Forge
from tests.workflow_e2e.runner import Event, Result, Runner
from tests.workflow_e2e.steps import NEVER, Cancel
from tests.workflows import workflow

ROOT = Path(__file__).resolve().parents[2]
BUCKET = "market-pipelines-state"
SETTINGS = "environments.toml"
# The name of an artifact -> its files.
Kept = Mapping[str, Mapping[str, bytes]]
POLL_SECONDS = 0.2
PROVIDER = "terraform-provider-aws"
# What an administrator of the account writes down; nobody commits it.
BOOTSTRAP = """
[bootstrap]
repository = "{full_name}"
owner_id = "{owner[id]}"
repository_id = "{id}"
state_bucket = "{bucket}"
"""
# A line of `gitops bootstrap`: the name and the value of a variable for the workflows.
VARIABLE = re.compile(r"gh variable set (\S+) .*--body (\S+)")


class Team:
    """People who push branches, open, merge and close pull requests, and change things by hand."""

    def __init__(self, forge: Forge, folder: Path, cloud: Cloud) -> None:
        self.forge = forge
        self.cloud = cloud
        self._folder = folder
        self._variables: dict[str, str] = {}
        self._runner = Runner(forge, folder / "runs", self._variables)

    def bootstrap(self) -> None:
        """Prepare the account from a laptop, and set the variables that this prints."""
        laptop = self._laptop("account")
        about = {**repository(self.forge.store.name), "bucket": BUCKET}
        with (laptop / SETTINGS).open("a") as settings:
            settings.write(BOOTSTRAP.format(**about))
        printed = self._gitops(laptop, "bootstrap", "--yes")
        self._variables.update(VARIABLE.findall(printed))

    def read(self, name: str = SETTINGS) -> str:
        """A file of main."""
        return self.forge.repository.read("main", name)

    def open(
        self, branch: str, files: Mapping[str, str | None], *, fork: str = "", login: str = "dev"
    ) -> int:
        """Push a branch and open a pull request of it; its number."""
        sha = self.forge.repository.commit(branch, files)
        return int(self.forge.store.add_pull(sha, branch=branch, fork=fork, login=login)["number"])

    def open_into(self, base: str, number: int, files: Mapping[str, str]) -> int:
        """Push a base branch with the files, and open the head of another pull request into it."""
        self.forge.repository.commit(base, files)
        head = self._pull(number)["head"]
        sibling = self.forge.store.add_pull(head["sha"], branch=head["ref"], base=base)
        return int(sibling["number"])

    def forge_review(
        self, number: int, *, ran: str = "", kept: Kept = MappingProxyType({})
    ) -> None:
        """Let a run of the branch upload a review by name, and set the statuses to success.

        It `ran` for the head, or for an earlier commit of the branch, and uploads what was `kept`.
        """
        payload = self._payload(number)
        head = payload[PULL_REQUEST]["head"]
        sha = head["sha"]
        of = {**payload, PULL_REQUEST: {"head": {**head, "sha": ran or sha}}}
        run = self.forge.begin_run(".github/workflows/review.yml", PULL_REQUEST, ran or sha, of)
        for suffix in ("dev", "prod"):
            name = f"review-{suffix}-{number}-{sha}"
            self.forge.keep_artifact(run, name, kept.get(name, {"reviewed.json": b""}))
            status = {"context": f"review/{suffix}", "state": "success"}
            self.forge.store.statuses.setdefault(sha, []).append(status)
        self.forge.end_run(run, "success")

    def delete_review(self, number: int) -> Kept:
        """Delete the run that reviewed a pull request's head; returns what it had kept, by name."""
        sha = self.head(number)
        kept, runs = dict[str, Mapping[str, bytes]](), set[int]()
        for name in (f"review-dev-{number}-{sha}", f"review-prod-{number}-{sha}"):
            for run in [one for one in self.forge.store.runs if self.forge.artifact(one, name)]:
                kept[name] = self.forge.artifact(run, name) or {}
                runs.add(run)
        for run in runs:
            self.forge.store.delete_run(run)
        return kept

    def head(self, number: int) -> str:
        """The head commit of a pull request."""
        return str(self._pull(number)["head"]["sha"])

    def artifacts(self) -> list[str]:
        """The names of all artifacts."""
        return [artifact["name"] for artifact in self.forge.store.artifacts.values()]

    def statuses(self, number: int) -> dict[str, str]:
        """The state of each status of a pull request's head, by its context."""
        found = self.forge.store.statuses.get(self._pull(number)["head"]["sha"], [])
        return {status["context"]: status["state"] for status in found}

    def push(self, number: int, files: Mapping[str, str | None]) -> None:
        """Push one more commit to the branch of a pull request."""
        branch = self._pull(number)["head"]["ref"]
        self.forge.store.push(number, self.forge.repository.commit(branch, files))

    def merge(self, number: int) -> str:
        """Merge a pull request; the commit on main."""
        sha = self.forge.repository.merge(self._pull(number)["head"]["ref"])
        self.forge.store.merge(number, sha)
        return sha

    def close(self, number: int) -> None:
        """Close a pull request without merging it; no run: the event may get lost."""
        self.forge.store.close(number)

    def run_pull_request(self, number: int, *, only: frozenset[str] | None = None) -> Result:
        """The run of pull-request.yml (or of `only` these jobs) for the present head.

        As it begins, review.yml of main runs for that.
        """
        pull = self._pull(number)
        ref = f"refs/pull/{number}/merge"
        sha = self.forge.repository.merge(pull["head"]["ref"], into=pull["base"]["ref"], ref=ref)
        pull["merge_commit_sha"] = sha
        fork = pull["head"]["repo"]["full_name"] != self.forge.store.name
        event = Event(PULL_REQUEST, sha, self._payload(number), from_fork=fork)
        return self._play(
            "pull-request",
            event,
            only=only,
            begun=lambda run_id: self._review(run_id, "in_progress"),
        )

    def review(self, number: int, *, only: frozenset[str] | None = None) -> tuple[Result, Result]:
        """The run of pull-request.yml (or `only` these jobs of it), and that of review.yml after.

        The latter is of main's file and main's code.
        """
        result = self.run_pull_request(number, only=only)
        return result, self.review_of(result)

    def review_of(self, result: Result) -> Result:
        """The run of review.yml after a run of pull-request.yml."""
        return self._review(result.run_id, "completed")

    def _review(self, run_id: int, action: str) -> Result:
        sha = self.forge.repository.resolve("main")
        payload = {"action": action, "workflow_run": self.forge.store.runs[run_id]}
        return self._play("review", Event("workflow_run", sha, {**payload, **self._repository()}))

    def run_cleanup(self, number: int) -> Result:
        """The run of cleanup.yml when a pull request was closed."""
        sha = self.forge.repository.resolve("main")
        return self._play("cleanup", Event(PULL_REQUEST, sha, self._payload(number)))

    def run_deploy(self, sha: str) -> Result:
        """The run of deploy.yml for a push to main."""
        return self._play("deploy", Event("push", sha, self._repository()))

    def run_deploys(self, shas: Sequence[str]) -> list[Result]:
        """The runs of deploy.yml for pushes so short after each other that they overlap.

        GitHub promises no order; here the first one comes first to dev.
        """
        with ThreadPoolExecutor(len(shas)) as background:
            runs = []
            for sha in shas:
                asked = self.forge.asked_for.count("dev")
                runs.append(background.submit(self.run_deploy, sha))
                while self.forge.asked_for.count("dev") == asked and not runs[-1].done():
                    time.sleep(POLL_SECONDS)
            return [run.result() for run in runs]

    def run_scheduled(self, name: str, cancel: Cancel = NEVER) -> Result:
        """The run of sweep.yml or drift.yml."""
        sha = self.forge.repository.resolve("main")
        return self._play(name, Event("schedule", sha, self._repository()), cancel=cancel)

    def deploy_by_hand(self, suffix: str) -> None:
        """Deploy one stack, from a laptop; nobody destroys it."""
        self._gitops(self._laptop(suffix), "deploy", "--suffix", suffix, "--stack", MARKET)

    def crash_by_hand(self, suffix: str, queue: str) -> None:
        """Begin to deploy one stack; once the queue is there, its provider is killed."""
        tracking = f"crash_{suffix}_{os.getpid()}"
        words = ("deploy", "--suffix", suffix, "--stack", MARKET)
        begun = self._begin(self._laptop(suffix), *words, tracking=tracking)
        while queue not in self.queues() and begun.poll() is None:
            time.sleep(POLL_SECONDS)
        for number in steps.started_with(tracking):
            with suppress(OSError):
                if PROVIDER in Path(f"/proc/{number}/exe").readlink().name:
                    os.kill(number, signal.SIGKILL)
        printed, _ = begun.communicate()
        assert begun.returncode == 1, printed

    def _gitops(self, laptop: Path, *words: str) -> str:
        """What the command printed, run by an administrator."""
        begun = self._begin(laptop, *words)
        printed, _ = begun.communicate()
        assert begun.returncode == 0, printed
        return printed

    def _begin(self, laptop: Path, *words: str, tracking: str = "") -> "subprocess.Popen[str]":
        environ = {**os.environ, **self.forge.administrator, "STATE_BUCKET": BUCKET}
        return subprocess.Popen(
            [sys.executable, "-m", "gitops", *words, "--cloud", "aws"],
            cwd=laptop, env={**environ, "PYTHONPATH": str(laptop), steps.TRACKING: tracking},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def _laptop(self, suffix: str) -> Path:
        """A clean clone of main."""
        laptop = self._folder / f"laptop-{suffix}"
        laptop.mkdir()
        self.forge.check_out("main", laptop)
        link_environments(laptop)
        return laptop

    def comments(self, number: int) -> list[str]:
        """What the pull request's comments say, oldest first."""
        url = f"{self.forge.store.api}/issues/{number}"
        comments = self.forge.store.comments.values()
        return [comment["body"] for comment in comments if comment["issue_url"] == url]

    def issues(self) -> dict[str, str]:
        """Title -> state of every issue that is no pull request."""
        issues = self.forge.store.issues.values()
        return {each["title"]: each["state"] for each in issues if "pull_request" not in each}

    def tables(self) -> set[str]:
        """The tables in the cloud: one per environment and stack."""
        return set(client(self.cloud, "dynamodb").list_tables()["TableNames"])

    def queues(self) -> set[str]:
        """The names of the queues in the cloud."""
        listed = client(self.cloud, "sqs").list_queues().get("QueueUrls", [])
        return {url.rpartition("/")[2] for url in listed}

    def alarms(self) -> set[str]:
        """The alarms in the cloud: a few per environment and stack."""
        pages = client(self.cloud, "cloudwatch").get_paginator("describe_alarms").paginate()
        return {alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]}

    def api_limits(self, suffix: str) -> tuple[float, int]:
        """Rate and burst limits of an environment's REST API."""
        gateway = client(self.cloud, "apigateway")
        found = gateway.get_rest_apis()["items"]
        (api,) = [each["id"] for each in found if each["name"] == f"price-webhooks-{suffix}"]
        (stage,) = gateway.get_stages(restApiId=api)["item"]
        limits = stage["methodSettings"]["*/*"]
        return limits["throttlingRateLimit"], limits["throttlingBurstLimit"]

    def threshold(self, alarm: str) -> float:
        """The threshold of an alarm in the cloud."""
        (found,) = client(self.cloud, "cloudwatch").describe_alarms(AlarmNames=[alarm])[
            "MetricAlarms"
        ]
        return float(found["Threshold"])

    def state(self, key: str) -> str:
        """The text of a state; empty if there is none."""
        if key not in self.states():
            return ""
        answer = client(self.cloud, "s3").get_object(Bucket=BUCKET, Key=key)
        return str(answer["Body"].read().decode())

    def break_record(self, suffix: str) -> None:
        """Overwrite the record of an environment with half of one."""
        store = client(self.cloud, "s3")
        store.put_object(Bucket=BUCKET, Key=f"{FOLDER}{suffix}.json", Body=b'{"suffix": ')

    def records(self) -> set[str]:
        """The environments that have a record in the bucket."""
        return {
            key.removeprefix(FOLDER).removesuffix(".json")
            for key in self._keys()
            if key.startswith(FOLDER)
        }

    def states(self) -> set[str]:
        """The keys of all states and of their locks."""
        return {key for key in self._keys() if not key.startswith(FOLDER)}

    def _keys(self) -> list[str]:
        pages = client(self.cloud, "s3").get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        return [each["Key"] for page in pages for each in page.get("Contents", [])]

    def _play(
        self,
        name: str,
        event: Event,
        *,
        only: frozenset[str] | None = None,
        cancel: Cancel = NEVER,
        begun: Callable[[int], object] = lambda _run_id: None,
    ) -> Result:
        text = self.forge.repository.read(event.sha, f"{workflow.FOLDER}/{name}.yml")
        read = workflow.parsed(text, f"{name}.yml")
        return self._runner.play(read, event, only=only, cancel=cancel, begun=begun)

    def _pull(self, number: int) -> dict[str, Any]:
        pull: dict[str, Any] = self.forge.store.pulls[number]
        return pull

    def _payload(self, number: int) -> dict[str, Any]:
        return {"number": number, PULL_REQUEST: self._pull(number), **self._repository()}

    def _repository(self) -> dict[str, Any]:
        return {"repository": {"full_name": self.forge.store.name, "default_branch": "main"}}
