"""Workflow roles can only touch their own environments."""

from policies import COMPLIANT, NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation
from policies.aws.deployment_rights import excess
from policies.aws.deployment_roles import ROLE, SUFFIXES, UNKNOWN_ROLE, name_of, rights_of

CARD = Card(
    title="Workflow roles can only touch their own environments",
    severity=Severity.HIGH,
    why="Anyone who opens a pull request runs code with this role. Whatever the role reaches"
    " outside its environments is open to every branch.",
    remedy="Allow only actions that read configuration on *. Limit all others to names that end in"
    " the suffixes of the role or to the tag Environment, keys to an encryption context, and roles"
    " to those with the boundary. Grant other rights on a key in the policy of the key.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    requirements=("R-ACC-3",),
    when_missing="AWS rejects a policy without a document",
    exempt={
        "logs:DeleteQueryDefinition, logs:PutQueryDefinition": "on *: IAM supports no resource for"
        " a saved query, which holds no data,"
        " https://docs.aws.amazon.com/service-authorization/latest/reference/"
        "list_amazoncloudwatchlogs.html",
        "sns:SetSubscriptionAttributes, sns:Unsubscribe": "on *: IAM supports no resource for a"
        " subscription,"
        " https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html",
    },
    stacks=("bootstrap",),
    overlaps_with=("account_role_denies_privilege_escalation",),
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if nothing that the role's policies allow goes beyond its environments."""
    if resource.type != ROLE:
        return NOT_APPLICABLE
    suffixes = SUFFIXES.get(name_of(resource, stack))
    if suffixes is None:
        return UNKNOWN_ROLE
    found = rights_of(resource, stack)
    if not isinstance(found, list):
        return found
    for statement in found:
        beyond = excess(statement, suffixes, stack) if statement.effect == "Allow" else []
        if beyond:
            where = ", ".join(sorted(statement.resources)) or "nothing"
            wanted = f"only resources of {' and '.join(suffixes)}" if suffixes else "read access"
            return Violation(f"{beyond[0]} on {where}", wanted)
    return COMPLIANT
