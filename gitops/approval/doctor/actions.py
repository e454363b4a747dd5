"""Whether GitHub Actions has the settings that the workflows rely on."""

from collections.abc import Iterator

from gitops.approval.doctor import workflows
from gitops.approval.doctor.api import Api, Hidden
from gitops.approval.doctor.rows import Row, State, gh_api, row, safe

APPROVES, READS = "Actions may not approve pull requests", "a workflow's token reads by default"
SCANNING = "code scanning is on"


def examine(api: Api) -> Iterator[Row]:
    """The token's defaults, the variables, code scanning."""
    yield from _permissions(api)
    yield from _variables(api)
    yield _scanning(api)


def _permissions(api: Api) -> Iterator[Row]:
    path = "actions/permissions/workflow"
    values = "-F can_approve_pull_request_reviews=false -f default_workflow_permissions=read"
    fix = gh_api("PUT", f"repos/{api.name}/{path}", values)
    try:
        found = api.read(path)
    except Hidden as hidden:
        yield Row(APPROVES, State.unknown, str(hidden), fix)
        yield Row(READS, State.unknown, str(hidden), fix)
        return
    wrong = "a workflow can approve a pull request" * bool(
        found["can_approve_pull_request_reviews"]
    )
    yield row(APPROVES, wrong, fix)
    default = str(found["default_workflow_permissions"])
    yield row(READS, "" if default == "read" else f"the default is {default}", fix)


def _variables(api: Api) -> Iterator[Row]:
    """Those of the repository, of its organization and of the environments that jobs name."""
    places = ["actions/variables", "actions/organization-variables"]
    places += [f"environments/{safe(name)}/variables" for name in workflows.environments()]
    values, hidden = dict[str, str](), list[str]()
    for place in places:
        try:
            found = api.listed(place, "variables")
        except Hidden as error:
            hidden.append(str(error))
            continue
        values |= {each["name"].upper(): each["value"] for each in found}
    for name in workflows.variables():
        title = f"variable {name}"
        fix = (
            f"gh variable set {name} -R {api.name} \\\n  --body VALUE  # gitops bootstrap prints it"
        )
        if name.upper() not in values and hidden:
            yield Row(title, State.unknown, hidden[0], fix)
        else:
            yield row(title, "" if values.get(name.upper()) else "not set", fix)


def _scanning(api: Api) -> Row:
    path = "code-scanning/default-setup"
    fix = gh_api("PATCH", f"repos/{api.name}/{path}", "-f state=configured")
    try:
        state = str(api.read(path).get("state"))
    except Hidden as hidden:
        return Row(SCANNING, State.unknown, str(hidden), fix)
    return row(SCANNING, "" if state == "configured" else f"its default setup is {state}", fix)
