"""Workflow roles trust only their own runs of one repository."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.deployment_roles import ROLE, SUFFIXES, UNKNOWN_ROLE, name_of
from policies.aws.policy_documents import Statement, exactly, statements

CARD = Card(
    title="Workflow roles trust only their own runs of one repository",
    severity=Severity.HIGH,
    why="GitHub signs tokens for every repository. An attacker controls every claim that the trust"
    " policy does not compare. A repository name can get a new owner; its id cannot.",
    remedy="Compare aud, sub and repository_id with StringEquals, ref for deploy, job_workflow_ref"
    " of review.yml and drift.yml for plan. For each event list two values of sub: repo:OWNER/REPO"
    " and repo:OWNER@OWNER-ID/REPO@REPO-ID.",
    source="https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims",
    requirements=("R-ACC-2", "R-G-1"),
    when_missing="AWS rejects a role that trusts nobody",
    stacks=("bootstrap",),
    overlaps_with=(
        "account_role_denies_privilege_escalation",
        "account_role_has_only_policies_of_its_stack",
        "account_role_is_scoped_to_its_environments",
    ),
)

ISSUER = "token.actions.githubusercontent.com"
PROVIDER = "aws_iam_openid_connect_provider"
PLAN, EPHEMERAL, DEPLOY = SUFFIXES
EVENTS = {
    PLAN: ("ref:{main}",),
    EPHEMERAL: ("environment:ephemeral",),
    DEPLOY: ("environment:dev", "environment:prod"),
}
# Of all workflows of main, those that read dev and prod.
PLANNING = ("review.yml", "drift.yml")
IMMUTABLE = re.compile(
    r"repo:(?P<owner>[A-Za-z0-9-]+)@(?P<owner_id>[0-9]+)"
    r"/(?P<name>[A-Za-z0-9._-]+)@(?P<id>[0-9]+):(?P<event>[a-z_]+(:[^*?$]+)?)"
)
BRANCH = re.compile(r"ref:(refs/heads/[^*?$]+)")


@dataclass(frozen=True)
class TrustedRepository:
    """What a trust says of the repository: its name, its names with ids, and its own id."""

    name: str
    immutable: str
    id: str


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if the trust is exactly that of the role's runs, of the repository of all roles."""
    if resource.type != ROLE:
        return NOT_APPLICABLE
    role = name_of(resource, stack)
    if role not in SUFFIXES:
        return UNKNOWN_ROLE
    found = statements(resource, "assume_role_policy", stack)
    return _decision(role, found, stack) if isinstance(found, list) else found


def _decision(role: str, found: list[Statement], stack: Stack) -> Decision:
    trusted = _repository(found)
    if trusted is None:
        return Violation(
            "a trust policy without the ids of a repository",
            "sub with repo:OWNER@OWNER-ID/REPO@REPO-ID",
        )
    everybody = _repositories(stack)
    if missing := sorted(set(SUFFIXES) - set(everybody)):
        return Violation(f"no {', '.join(missing)}", "all three roles")
    # A trust that cannot be read has a finding of its own.
    strange = sorted(name for name, other in everybody.items() if other not in (trusted, None))
    if strange:
        return Violation(f"another repository than that of {', '.join(strange)}", "one repository")
    return exactly(found, [_wanted(role, trusted, stack)])


def _wanted(role: str, trusted: TrustedRepository, stack: Stack) -> Statement:
    main = _main(stack)
    events = [event.format(main=main) for event in EVENTS[role]]
    claims = {
        "aud": frozenset({"sts.amazonaws.com"}),
        "sub": frozenset(
            f"repo:{name}:{event}" for event in events for name in (trusted.name, trusted.immutable)
        ),
        "repository_id": frozenset({trusted.id}),
    } | _more_claims(role, trusted.name, main)
    return Statement(
        "Allow",
        frozenset({"sts:AssumeRoleWithWebIdentity"}),
        principals=frozenset(
            ("Federated", f"{one.address}.arn") for one in stack.of_type(PROVIDER)
        ),
        conditions=frozenset(
            ("StringEquals", f"{ISSUER}:{claim}", values) for claim, values in claims.items()
        ),
    )


def _more_claims(role: str, repository: str, main: str) -> dict[str, frozenset[str]]:
    """What the subjects of the role do not say: the branch, or the workflow of the branch."""
    files = (f"{repository}/.github/workflows/{file}@{main}" for file in PLANNING)
    return {
        PLAN: {"job_workflow_ref": frozenset(files)},
        DEPLOY: {"ref": frozenset({main})},
    }.get(role, {})


def _main(stack: Stack) -> str:
    """The branch that the role plan is for; the role deploy must be for the same."""
    for role in stack.of_type(ROLE):
        if name_of(role, stack) == PLAN:
            found = [BRANCH.fullmatch(event) for _, event in _immutable(_statements(role, stack))]
            return next((match[1] for match in found if match), "<no branch>")
    return "<no role plan>"


def _repositories(stack: Stack) -> Mapping[str, TrustedRepository | None]:
    """Of each role the repository that it trusts, if its trust can be read."""
    return {
        name_of(role, stack): _repository(_statements(role, stack)) for role in stack.of_type(ROLE)
    }


def _repository(found: list[Statement]) -> TrustedRepository | None:
    for repository, _ in _immutable(found):
        return repository
    return None


def _immutable(found: list[Statement]) -> list[tuple[TrustedRepository, str]]:
    """The repository and the event of each `sub` that has ids, in a fixed order."""
    subjects = sorted(
        value
        for statement in found
        for _, key, values in statement.conditions
        if key == f"{ISSUER}:sub"
        for value in values
    )
    matches = [match for match in map(IMMUTABLE.fullmatch, subjects) if match]
    return [(_read(match), match["event"]) for match in matches]


def _read(match: re.Match[str]) -> TrustedRepository:
    owner, name = match["owner"], match["name"]
    immutable = f"{owner}@{match['owner_id']}/{name}@{match['id']}"
    return TrustedRepository(f"{owner}/{name}", immutable, match["id"])


def _statements(role: Resource, stack: Stack) -> list[Statement]:
    found = statements(role, "assume_role_policy", stack)
    return found if isinstance(found, list) else []
