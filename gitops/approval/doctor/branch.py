"""Whether main takes only what somebody reviewed, by rulesets or by classic branch protection."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gitops.approval.doctor import workflows
from gitops.approval.doctor.api import Api, Hidden
from gitops.approval.doctor.rows import Row, State, gh_api_json, row
from gitops.approval.pull_requests import MAIN

PULL_REQUEST, CHECKS = "pull_request", "required_status_checks"
# The parameter of a ruleset -> its name in classic protection.
# https://docs.github.com/en/rest/repos/rules, https://docs.github.com/en/rest/branches/branch-protection
COUNT = "required_approving_review_count"
CLASSIC = {
    COUNT: COUNT,
    "dismiss_stale_reviews_on_push": "dismiss_stale_reviews",
    "require_code_owner_review": "require_code_owner_reviews",
    "require_last_push_approval": "require_last_push_approval",
}
TITLES = {
    COUNT: f"{MAIN}: a merge needs an approval",
    "dismiss_stale_reviews_on_push": f"{MAIN}: a push dismisses approvals",
    "require_last_push_approval": f"{MAIN}: somebody else approves the last push",
    "require_code_owner_review": f"{MAIN}: code owners approve",
}
BYPASS = f"{MAIN}: nobody bypasses the rules"
REQUIRED = f"{MAIN}: the checks of a pull request are required"
# The one 404 that says more: docs/claims.md#branch-not-protected
NOT_PROTECTED = "Branch not protected"


@dataclass
class Rules:
    """What main requires: parameters above zero, required contexts, and who may bypass."""

    parameters: set[str] = field(default_factory=set)
    contexts: set[str] = field(default_factory=set)
    rulesets: set[int] = field(default_factory=set)
    hidden: str = ""
    admins_bypass: bool = False

    def lacks(self) -> list[str]:
        """What is not required, as far as it was read."""
        missing = set(workflows.required_contexts()) - self.contexts
        return [*(name for name in TITLES if name not in self.parameters), *sorted(missing)]


def examine(api: Api) -> Iterator[Row]:
    """A row for each rule that main should have."""
    try:
        rules = _rulesets(api.listed(f"rules/branches/{MAIN}"))
    except Hidden as hidden:
        for title in (*TITLES.values(), REQUIRED, BYPASS):
            yield Row(title, State.unknown, str(hidden), _create(api))
        return
    if rules.lacks():
        _add_classic(api, rules)
    for name, title in TITLES.items():
        wrong = "" if name in rules.parameters else "not required"
        yield _row(api, title, wrong, rules.hidden)
    missing = sorted(set(workflows.required_contexts()) - rules.contexts)
    wrong = f"not required: {', '.join(missing)}" if missing else ""
    yield _row(api, REQUIRED, wrong, rules.hidden)
    yield _bypass(api, rules)


def _row(api: Api, title: str, wrong: str, hidden: str) -> Row:
    """Open, unless classic protection could require it and is hidden."""
    if wrong and hidden:
        return Row(title, State.unknown, f"no ruleset requires it; {hidden}", _create(api))
    return row(title, wrong, _create(api))


def _rulesets(found: Iterable[Mapping[str, Any]]) -> Rules:
    rules = Rules()
    for each in found:
        parameters = each.get("parameters", {})
        if each["type"] == PULL_REQUEST:
            rules.parameters |= {name for name in TITLES if parameters.get(name)}
        elif each["type"] == CHECKS:
            rules.contexts |= {one["context"] for one in parameters[CHECKS]}
        if each["type"] in {PULL_REQUEST, CHECKS}:
            rules.rulesets.add(int(each["ruleset_id"]))
    return rules


def _add_classic(api: Api, rules: Rules) -> None:
    try:
        found = api.read(f"branches/{MAIN}/protection")
    except Hidden as hidden:
        if hidden.message != NOT_PROTECTED:
            rules.hidden = f"classic protection is hidden: {hidden}"
        return
    reviews = found.get("required_pull_request_reviews") or {}
    rules.parameters |= {name for name, classic in CLASSIC.items() if reviews.get(classic)}
    rules.contexts |= set((found.get(CHECKS) or {}).get("contexts", []))
    rules.admins_bypass = not (found.get("enforce_admins") or {}).get("enabled")


def _bypass(api: Api, rules: Rules) -> Row:
    """GitHub shows who bypasses to some only: docs/claims.md#hidden-bypass."""
    who = ["administrators (classic protection)"] if rules.admins_bypass else []
    for ruleset in sorted(rules.rulesets):
        try:
            found = api.read(f"rulesets/{ruleset}")
        except Hidden as hidden:
            return Row(BYPASS, State.unknown, str(hidden), _create(api))
        if "bypass_actors" not in found:
            wrong = f"GitHub hides who bypasses ruleset {ruleset}: ask as an administrator"
            return Row(BYPASS, State.unknown, wrong, _create(api))
        who += [f"{each['actor_type']} {each.get('actor_id') or ''}".strip()
                for each in found["bypass_actors"]]  # fmt: skip
    if not rules.rulesets and not rules.parameters:
        return _row(api, BYPASS, "everybody: no rule was found", rules.hidden)
    return row(BYPASS, ", ".join(who), _create(api))


def _create(api: Api) -> str:
    contexts = [{"context": name} for name in workflows.required_contexts()]
    review = {name: 1 if name == COUNT else True for name in TITLES}
    review["required_review_thread_resolution"] = False
    checks = {CHECKS: contexts, "strict_required_status_checks_policy": False}
    body = {
        "name": MAIN,
        "target": "branch",
        "enforcement": "active",
        "bypass_actors": [],
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "rules": [
            {"type": PULL_REQUEST, "parameters": review},
            {"type": CHECKS, "parameters": checks},
        ],
    }
    return gh_api_json("POST", f"repos/{api.name}/rulesets", body)
