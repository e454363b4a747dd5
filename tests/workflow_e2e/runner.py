"""Runs workflows on this machine, in clean clones, one job after the other."""

import itertools
import json
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.workflow_e2e import actions, steps
from tests.workflow_e2e.forge import PULL_REQUEST, Forge
from tests.workflow_e2e.repository import MAIN
from tests.workflows.expressions import Status, condition, fill
from tests.workflows.workflow import Job, Step, Workflow

# What a runner's machine has of its own; nothing else of the caller's environment reaches a step.
MACHINE = (
    *("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE"),
    *("TF_CLI_CONFIG_FILE", "TERRAFORM_PROVIDER_MIRROR"),
)
ATTEMPT = "1"
# What CI runs beside these tests, and what contains it: not again within every run.
ELSEWHERE = {
    *("make lint", "make test", "make policies-mutation", "make cdktf-parity", "make cycle"),
}


@dataclass(frozen=True)
class Event:
    """What happened: the name and payload of a webhook, and the commit that a run is for."""

    name: str
    sha: str
    payload: Mapping[str, Any]
    from_fork: bool = False

    @property
    def ref(self) -> str:
        """The ref of its runs: the merge of a pull request, or main."""
        if self.name == PULL_REQUEST:
            return f"refs/pull/{self.payload['number']}/merge"
        return f"refs/heads/{MAIN}"

    @property
    def head_ref(self) -> str:
        """The branch of the pull request; empty for other events."""
        return str(self.payload[PULL_REQUEST]["head"]["ref"]) if self.name == PULL_REQUEST else ""


@dataclass
class JobResult:
    """How a job ended, what its steps printed, which roles it took, whether it waited its turn."""

    conclusion: str = "success"
    waited: bool = False
    outputs: dict[str, str] = field(default_factory=dict)
    step_results: dict[str, steps.StepResult] = field(default_factory=dict)
    roles: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """All that its steps printed."""
        return "\n".join(ending.text for ending in self.step_results.values())

    @property
    def summary(self) -> str:
        """What its steps wrote into the summary of the job."""
        return "".join(ending.summary for ending in self.step_results.values())


@dataclass
class Result:
    """The result of a run, by job; `waited` says whether another run of its group went first."""

    run_id: int
    waited: bool = False
    jobs: dict[str, JobResult] = field(default_factory=dict)

    @property
    def conclusion(self) -> str:
        """`success` unless a job failed or was cancelled."""
        ends = {job.conclusion for job in self.jobs.values()}
        return next((bad for bad in ("failure", "cancelled") if bad in ends), "success")


class Runner:
    """Executes runs against one forge; runs of a concurrency group wait for each other."""

    def __init__(self, forge: Forge, scratch: Path, variables: Mapping[str, str]) -> None:
        self.forge = forge
        self._scratch = scratch
        self._variables = variables
        self._numbers = itertools.count(1)
        self._groups: dict[str, threading.Lock] = {}

    def play(
        self,
        workflow: Workflow,
        event: Event,
        *,
        only: frozenset[str] | None = None,
        cancel: steps.Cancel = steps.NEVER,
        begun: Callable[[int], object] = lambda _run_id: None,
    ) -> Result:
        """Run the workflow's jobs (or `only` these) in order; their failure is in the result.

        `begun` is called with the id of the run before its first job.
        """
        # GitHub passes no variables to the runs of forks.
        variables = {} if event.from_fork else dict(self._variables)
        context = {"github": self._github(event), "vars": variables}
        result = Result(self.forge.begin_run(workflow.path, event.name, event.sha, event.payload))
        begun(result.run_id)
        with self.turn(workflow.concurrency, context) as result.waited:
            for job in workflow.jobs:
                if only is None or job.id in only:
                    player = _JobPlayer(self, workflow, job, event, result, cancel)
                    result.jobs[job.id] = player.play(context)
            self.forge.end_run(result.run_id, result.conclusion)
        return result

    @contextmanager
    def turn(self, concurrency: Mapping[str, Any], context: Mapping[str, Any]) -> Iterator[bool]:
        """Wait for the others of the concurrency group, if there is one; whether that was needed.

        A group that cancels what is in progress waits here, too: it guards nothing that could be
        cut short, so only time differs.
        """
        group = fill(str(concurrency.get("group", "")), context)
        lock = self._groups.setdefault(group, threading.Lock()) if group else threading.Lock()
        waits = not lock.acquire(blocking=False)
        if waits:
            lock.acquire()
        try:
            yield waits
        finally:
            lock.release()

    def folder(self, run_id: int, name: str) -> Path:
        """A new folder for a job's workspace and scratch."""
        return self._scratch / f"{run_id}-{next(self._numbers)}-{name}"

    def _github(self, event: Event) -> dict[str, Any]:
        return {"event": event.payload, "sha": event.sha, "run_attempt": ATTEMPT}


@dataclass
class _JobPlayer:
    """One job of one run."""

    _runner: Runner
    _workflow: Workflow
    _job: Job
    _event: Event
    _run: Result
    _cancel: steps.Cancel

    def __post_init__(self) -> None:
        self._folder = self._runner.folder(self._run.run_id, self._job.id)
        self._done = JobResult()

    def play(self, shared: Mapping[str, Any]) -> JobResult:
        """The job's result; `skipped` when its condition does not hold."""
        outputs = {
            name: {"outputs": self._run.jobs[name].outputs}
            for name in self._job.needs
            if name in self._run.jobs
        }
        token = self._runner.forge.token(self._job.permissions, from_fork=self._event.from_fork)
        context = {
            **shared,
            "needs": outputs,
            "steps": {},
            "github": {**shared["github"], "token": token},
            # Each job has a number of its own; here there is nothing behind it.
            "job": {"check_run_id": self._run.run_id * 100 + len(self._run.jobs)},
        }
        if not condition(self._job.condition, context, self._status()):
            self._done.conclusion = "skipped"
            return self._done
        # A job that waits for an approval holds its group: docs/claims.md#waiting-holds-group
        with self._runner.turn(self._job.concurrency, context) as self._done.waited:
            if not self._may_enter():
                self._done.conclusion = "failure"
                return self._done
            start = time.monotonic()
            self._play_steps(context)
            self._done.seconds = time.monotonic() - start
        return self._done

    def _may_enter(self) -> bool:
        name = self._job.environment
        return not name or self._runner.forge.approves(name, self._run.run_id)

    def _status(self) -> Status:
        """How the jobs ended that this one needs, and those that they need, and so on.

        https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#failure
        """
        names, needs = list(self._job.needs), {job.id: job.needs for job in self._workflow.jobs}
        for name in names:
            names += [each for each in needs[name] if each not in names]
        ends = {self._run.jobs[name].conclusion for name in names if name in self._run.jobs}
        return Status(succeeded=ends <= {"success"}, failed="failure" in ends)

    def _play_steps(self, context: dict[str, Any]) -> None:
        workspace = self._folder / "workspace"
        workspace.mkdir(parents=True)
        state = actions.JobState(workspace, self._run.run_id, self._event.sha, self._env(context))
        for number, step in enumerate(self._job.steps, start=1):
            so_far = self._done.conclusion
            status = Status(succeeded=so_far == "success", failed=so_far == "failure")
            if not condition(step.condition, context, status):
                continue
            ending = self._play(step, state, context, self._folder / f"step-{number}")
            self._done.step_results[step.id or f"{number} {step.name}"] = ending
            context["steps"][step.id] = {"outputs": ending.outputs}
            if ending.conclusion != "success" and not step.may_fail:
                self._done.conclusion = ending.conclusion
        self._done.roles = state.roles
        self._done.outputs = {name: fill(text, context) for name, text in self._job.outputs.items()}

    def _play(
        self, step: Step, state: actions.JobState, context: dict[str, Any], scratch: Path
    ) -> steps.StepResult:
        env = {name: fill(text, context) for name, text in step.env.items()}
        if step.run in ELSEWHERE:
            return steps.StepResult("success", ["CI runs this by itself"])
        if step.run:
            return steps.run(step.run, state.workspace, {**state.env, **env}, scratch, self._cancel)
        inputs = {name: fill(text, context) for name, text in step.inputs.items()}
        try:
            actions.play(step.uses, inputs, state, self._runner.forge)
        except actions.Failed as error:
            return steps.StepResult("failure", [str(error)])
        return steps.StepResult("success")

    def _env(self, context: Mapping[str, Any]) -> dict[str, str]:
        payload = self._folder / "event.json"
        payload.write_text(json.dumps(self._event.payload))
        machine = {name: os.environ[name] for name in MACHINE if name in os.environ}
        declared = {**self._workflow.env, **self._job.env}
        return {
            **machine,
            **self._runner.forge.environ,
            **self._identity(),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_BASE_REF": "main" if self._event.name == "pull_request" else "",
            "GITHUB_EVENT_NAME": self._event.name,
            "GITHUB_EVENT_PATH": str(payload),
            "GITHUB_RUN_ATTEMPT": ATTEMPT,
            "GITHUB_RUN_ID": str(self._run.run_id),
            "GITHUB_SHA": self._event.sha,
            "GITHUB_WORKSPACE": str(self._folder / "workspace"),
            steps.TRACKING: f"github_{uuid.uuid4()}",
            **{name: fill(text, context) for name, text in declared.items()},
        }

    def _identity(self) -> dict[str, str]:
        """GitHub gives no identity token to a run of a fork, whatever the job asks for."""
        if self._job.permissions.get("id-token") != "write" or self._event.from_fork:
            return {}
        ref, head_ref = self._event.ref, self._event.head_ref
        return self._runner.forge.identity(self._run.run_id, ref, head_ref, self._job.environment)
