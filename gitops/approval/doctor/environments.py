"""Whether GitHub's environments have the rules on which deployments rely.

"Protected branches only" lets every branch in while no branch is protected:
docs/claims.md#protected-branches-only
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gitops.adapters.errors import Refusal
from gitops.approval.doctor import workflows
from gitops.approval.doctor.api import Api, Hidden
from gitops.approval.doctor.rows import Row, State, gh_api, gh_api_json, row, safe
from gitops.approval.pull_requests import MAIN
from gitops.approval.setting import Approval, approval_of, before, of_plan
from gitops.environment.settings import is_protected

REVIEWERS = "required_reviewers"
# docs/claims.md#admins-bypass
BYPASS = "can_admins_bypass"
POLICY = {"protected_branches": False, "custom_branch_policies": True}
NOBODY = "has no required reviewers: its jobs do not wait"


def examine(api: Api) -> Iterator[Row]:
    """A few rows for every environment that is protected or waits for an approval."""
    deployed = [name for name in workflows.environments() if is_protected(name)]
    yield from (_setting(name) for name in deployed)
    waiting = [name for suffix in deployed for name in _waiting(suffix)]
    yield from _rows(api, deployed, waiting)


def _setting(suffix: str) -> Row:
    title = f"setting: who approves a deployment to {suffix}"
    try:
        approval_of(suffix)
    except Refusal as refusal:
        return Row(
            title, State.open, str(refusal), "# Edit [tool.gitops.approval] in pyproject.toml."
        )
    return Row(title, State.ok)


def _waiting(suffix: str) -> Iterator[str]:
    """The environments in which somebody approves; none where GitHub has no such reviewers."""
    try:
        approval = approval_of(suffix)
    except Refusal:
        return
    if approval is Approval.environment:
        yield before(suffix)
    if approval is not Approval.review:
        yield of_plan(suffix)


def _rows(api: Api, deployed: Iterable[str], waiting: Iterable[str]) -> Iterator[Row]:
    names = [*deployed, *waiting]
    try:
        found = {each["name"].lower(): each for each in api.listed("environments", "environments")}
    except Hidden as hidden:
        for name in names:
            waits = name not in deployed
            yield Row(f"environment {name}", State.unknown, str(hidden), _create(api, name, waits))
        return
    for name in names:
        waits = name not in deployed
        environment = found.get(name.lower())
        if environment is None:
            wrong = "does not exist; GitHub creates it without rules when a job names it"
            yield row(f"environment {name}", wrong, _create(api, name, waits))
            continue
        yield _branches(api, name, environment, waits=waits)
        yield from _approvers(api, name, environment) if waits else _no_wait(api, name, environment)


def _branches(api: Api, name: str, environment: Mapping[str, Any], *, waits: bool) -> Row:
    title, fix = f"environment {name}: only {MAIN} deploys", _create(api, name, waits)
    policy = environment.get("deployment_branch_policy")
    if not policy or not policy["custom_branch_policies"]:
        wrong = "every branch deploys, or every one while none is protected"
        return row(title, wrong, fix)
    path = f"environments/{safe(name)}/deployment-branch-policies"
    try:
        policies = api.listed(path, "branch_policies")
    except Hidden as hidden:
        return Row(title, State.unknown, str(hidden), fix)
    more = [each["name"] for each in policies if (each["name"], _kind(each)) != (MAIN, "branch")]
    missing = len(more) == len(policies)
    wrong = f"also deploy: {', '.join(map(repr, more))}" if more else ""
    return row(title, wrong or (f"{MAIN} may not deploy" if missing else ""), fix)


def _kind(policy: Mapping[str, Any]) -> str:
    return str(policy.get("type", "branch"))


def _rule(environment: Mapping[str, Any]) -> Mapping[str, Any]:
    rules = environment.get("protection_rules", [])
    return next((each for each in rules if each["type"] == REVIEWERS), {})


def _approvers(api: Api, name: str, environment: Mapping[str, Any]) -> Iterator[Row]:
    fix, rule = _create(api, name, waits=True), _rule(environment)
    yield row(
        f"environment {name}: somebody approves", "" if rule.get("reviewers") else NOBODY, fix
    )
    wrong = "" if rule.get("prevent_self_review") else "who starts a run may approve it"
    yield row(f"environment {name}: nobody approves their own run", wrong, fix)
    title = f"environment {name}: administrators wait, too"
    if BYPASS not in environment:
        yield Row(title, State.unknown, "GitHub's answer does not say", fix)
    else:
        yield row(title, "they may bypass its rules" if environment[BYPASS] else "", fix)


def _no_wait(api: Api, name: str, environment: Mapping[str, Any]) -> Iterator[Row]:
    """What waits here holds the queue of deployments; `approve-<suffix>` is there for that."""
    wrong = ""
    if _rule(environment):
        wrong = "has required reviewers: whoever waits for them blocks all later deployments"
    yield row(f"environment {name}: no job waits in it", wrong, _create(api, name, waits=False))


def _create(api: Api, name: str, waits: bool) -> str:
    body = {
        "reviewers": [{"type": "User", "id": 0}] if waits else [],
        "prevent_self_review": waits,
        BYPASS: False,
        "deployment_branch_policy": POLICY,
    }
    path = f"repos/{api.name}/environments/{safe(name)}"
    who = ["# The id of who approves, in place of 0: gh api users/LOGIN --jq .id"] if waits else []
    policy = gh_api("POST", f"{path}/deployment-branch-policies", f"-f name={MAIN} -f type=branch")
    return "\n".join([*who, gh_api_json("PUT", path, body), policy])
