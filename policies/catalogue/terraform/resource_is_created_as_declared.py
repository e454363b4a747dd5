"""Resources match their declaration and run no provisioners."""

from policies import Absent, Card, Known, Resource, Severity, Stack, as_bool, expect_if_written
from policies.aws.names import NAME_ATTRIBUTES
from policies.engine.decision import COMPLIANT, Decision, Undecided, Violation

CARD = Card(
    title="Resources match their declaration and run no provisioners",
    severity=Severity.HIGH,
    why="Terraform does not correct an ignored attribute, although every policy reads the declared"
    " value. A provisioner runs commands on the deploying machine with its rights. Of one name AWS"
    " makes no second resource before the first is gone; where it answers with the first one,"
    " Terraform then destroys that.",
    remedy="Remove lifecycle.ignore_changes and declare the wanted value. Remove provisioner and"
    " connection; use a gitops command for steps after a deployment. Remove"
    " create_before_destroy from what has a name.",
    source="https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"
    "#ignore_changes",
    requirements=("R-ENV-6", "R-A-12"),
    when_missing="Terraform applies the declaration and nothing else, as wanted",
)

COMMANDS = ("connection", "provisioner")
IGNORED = ("lifecycle", "ignore_changes")
FIRST = ("lifecycle", "create_before_destroy")
# An account has one OIDC provider per issuer: other repositories add their audiences to it.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
SHARED = {"aws_iam_openid_connect_provider": ["client_id_list"]}


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if nothing is ignored, no command runs, no name is needed twice; concerns all."""
    for attribute in COMMANDS:
        if resource.values.get(attribute) is not None:
            return Violation(f"a {attribute}", "none")
    twice = _is_not_made_twice(resource, stack)
    return _ignores_nothing(resource, stack) if twice == COMPLIANT else twice


def _is_not_made_twice(resource: Resource, stack: Stack) -> Decision:
    if NAME_ATTRIBUTES.get(resource.type) is None:
        return COMPLIANT
    return expect_if_written(
        stack.value(resource, *FIRST),
        ".".join(FIRST),
        lambda found: as_bool(found) is False,
        wanted="false, for it has a name",
    )


def _ignores_nothing(resource: Resource, stack: Stack) -> Decision:
    ignored = stack.value(resource, *IGNORED)
    if isinstance(ignored, Absent) or ignored == Known([]):
        return COMPLIANT
    if isinstance(ignored, Known):
        if ignored.value == SHARED.get(resource.type):
            return COMPLIANT
        return Violation(f"{'.'.join(IGNORED)} = {ignored}", "none")
    return Undecided(f"{'.'.join(IGNORED)} is {ignored}", ".".join(IGNORED))
