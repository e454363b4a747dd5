"""The workflows of this repository, in the subset of the language that can be played on a laptop.

docs/workflows.md tells the subset to people; whatever is outside it is refused here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.workflows import expressions
from tests.workflows.expressions import Unsupported

FOLDER = ".github/workflows"
WORKFLOW_KEYS = {"name", "on", "permissions", "concurrency", "env", "jobs"}
EVENTS = {"pull_request", "push", "schedule", "workflow_dispatch"}
JOB_KEYS = {
    "name", "needs", "if", "runs-on", "timeout-minutes", "permissions", "environment",
    "concurrency", "env", "outputs", "steps",
}  # fmt: skip
ENVIRONMENT_KEYS = {"name", "url", "deployment"}
CONCURRENCY_KEYS = {"group", "cancel-in-progress", "queue"}
STEP_KEYS = {"name", "id", "if", "uses", "with", "run", "env", "continue-on-error"}
# The one workflow that runs whenever that of a pull request has: with main's code, and it executes
# nothing of the pull request (docs/adr/0006-main-reviews.md).
AFTER_A_RUN = {f"{FOLDER}/review.yml": {"workflow_run"}}
IN_CONDITIONS = re.compile(
    r"github\.event\.[\w.]+|vars\.[A-Z_]+|(needs|steps)\.[\w-]+\.outputs\.[\w-]+"
)
IN_VALUES = re.compile(
    rf"{IN_CONDITIONS.pattern}|github\.(token|sha|run_attempt)|job\.check_run_id"
)


@dataclass(frozen=True)
class Step:
    """One `run:` or `uses:` of a job."""

    name: str
    id: str = ""
    condition: str = ""
    uses: str = ""
    run: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    may_fail: bool = False


@dataclass(frozen=True)
class Job:
    """One job; `steps` run in order, in a workspace of its own."""

    id: str
    steps: tuple[Step, ...]
    needs: tuple[str, ...] = ()
    condition: str = ""
    env: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    permissions: Mapping[str, str] = field(default_factory=dict)
    environment: str = ""
    concurrency: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Workflow:
    """A workflow file; its jobs are in an order that respects what they need."""

    path: str
    on: Mapping[str, Any]
    jobs: tuple[Job, ...]
    concurrency: Mapping[str, Any]
    env: Mapping[str, str]


def load(path: Path) -> Workflow:
    """The workflow in the file.

    Raises:
        Unsupported: it leaves the subset; says where.
    """
    return parsed(path.read_text(), path.name)


def parsed(text: str, name: str) -> Workflow:
    """The workflow in the text of the file `name`.

    Raises:
        Unsupported: it leaves the subset; says where.
    """
    try:
        # YAML 1.1 reads the key `on` as true.
        document = yaml.safe_load(re.sub(r"(?m)^on:", '"on":', text))
        return _workflow(document, f"{FOLDER}/{name}")
    except Unsupported as error:
        raise Unsupported(f"{name}: {error}") from None


def _workflow(document: Mapping[str, Any], path: str) -> Workflow:
    _only(document, WORKFLOW_KEYS, "the workflow")
    _only(document["on"], AFTER_A_RUN.get(path, EVENTS), "on")
    if document.get("permissions") != {}:
        raise Unsupported("the workflow must begin with `permissions: {}`")
    jobs = {name: _job(name, body) for name, body in document["jobs"].items()}
    for job in jobs.values():
        _only(dict.fromkeys(job.needs), set(jobs), f"needs of {job.id}")
    return Workflow(
        path,
        document["on"],
        tuple(_ordered(jobs)),
        _concurrency(document, "the workflow"),
        _texts(document.get("env", {}), IN_VALUES),
    )


def _job(name: str, body: Mapping[str, Any]) -> Job:
    _only(body, JOB_KEYS, f"job {name}")
    needs = body.get("needs", [])
    return Job(
        id=name,
        steps=tuple(_step(number, each, name) for number, each in enumerate(body["steps"], 1)),
        needs=(needs,) if isinstance(needs, str) else tuple(needs),
        condition=_condition(body.get("if", "")),
        env=_texts(body.get("env", {}), IN_VALUES),
        outputs=_texts(body.get("outputs", {}), IN_VALUES),
        permissions=body.get("permissions", {}),
        environment=_environment(body.get("environment", ""), f"job {name}"),
        concurrency=_concurrency(body, f"job {name}"),
    )


def _environment(found: Any, where: str) -> str:
    """Its name; GitHub only shows the URL, and `deployment: false` changes no rule.

    docs/claims.md#environment-without-deployment
    """
    if isinstance(found, str):
        return found
    _only(found, ENVIRONMENT_KEYS, f"environment of {where}")
    _texts({"url": found.get("url", "")}, IN_VALUES)
    return str(found["name"])


def _step(number: int, body: Mapping[str, Any], job: str) -> Step:
    where = f"step {number} of {job}"
    _only(body, STEP_KEYS, where)
    run = body.get("run", "")
    if "${{" in run:
        raise Unsupported(f"{where} puts an expression into a command; hand it over by env")
    if ("uses" in body) == bool(run):
        raise Unsupported(f"{where} must have either `run` or `uses`")
    return Step(
        name=body.get("name") or body.get("uses", "").split("@")[0] or run.strip(),
        id=body.get("id", ""),
        condition=_condition(body.get("if", "")),
        uses=body.get("uses", ""),
        run=run,
        inputs=_texts(body.get("with", {}), IN_VALUES),
        env=_texts(body.get("env", {}), IN_VALUES),
        may_fail=body.get("continue-on-error", False),
    )


def _concurrency(body: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = body.get("concurrency", {})
    _only(found, CONCURRENCY_KEYS, f"concurrency of {where}")
    _texts({"group": found.get("group", "")}, IN_VALUES)
    return found


def _condition(text: object) -> str:
    for path in expressions.paths(str(text)):
        if not IN_CONDITIONS.fullmatch(path):
            raise Unsupported(f"the condition {text!r} reads {path}")
    return str(text)


def _texts(values: Mapping[str, Any], allowed: re.Pattern[str]) -> dict[str, str]:
    texts = {name: _as_text(value) for name, value in values.items()}
    for name, text in texts.items():
        for expression in expressions.expressions(text):
            for path in expressions.paths(expression):
                if not allowed.fullmatch(path):
                    raise Unsupported(f"{name} reads {path}")
    return texts


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _only(found: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(map(str, found)) - allowed)
    if unknown:
        raise Unsupported(f"{where} has {', '.join(unknown)}")


def _ordered(jobs: Mapping[str, Job]) -> Iterator[Job]:
    """Every job after those that it needs."""
    waiting, done = dict(jobs), set[str]()
    while waiting:
        ready = [job for job in waiting.values() if set(job.needs) <= done]
        if not ready:
            raise Unsupported(f"jobs that need each other: {', '.join(waiting)}")
        yield from ready
        done |= {job.id for job in ready}
        waiting = {name: job for name, job in waiting.items() if name not in done}
