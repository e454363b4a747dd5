"""Writes the files of a new policy, to be filled in."""

import re
from pathlib import Path

from gitops.adapters.errors import Refusal
from gitops.adapters.paths import ROOT

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")

POLICY = '''"""."""

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, expect

WHEN_MISSING = ""

CARD = Card(
    title="",
    severity=Severity.MEDIUM,
    why="",
    remedy="",
    source="",
    requirements=(),
    when_missing=WHEN_MISSING,
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if."""
    if resource.type != "aws_":
        return NOT_APPLICABLE
    return expect(
        stack.value(resource, "attribute"),
        "attribute",
        lambda found: found == "",
        wanted="",
        when_missing=WHEN_MISSING,
    )
'''
ROWS = '''"""What proves {name}."""

from tests.policies.documents import REMOVED, Row, Rows

ADDRESS = "aws_.x"

ROWS = Rows(
    # A compliant document.
    resources={{"aws_": {{"x": {{"attribute": ""}}}}}},
    compliant=(ADDRESS,),
    table=(
        # The smallest changes that break it, and the exact words of the policy.
        Row("absent", {{f"{{ADDRESS}}.attribute": REMOVED}}, {{ADDRESS: ""}}),
    ),
)
'''


def write(where: str, root: Path = ROOT) -> list[Path]:
    """Write the policy `<service>/<name>` and its rows; the gate fails until they are filled in.

    Raises:
        Refusal: the service has no folder, the name is not a policy id, or the id is taken.
    """
    catalogue, rows = root / "policies" / "catalogue", root / "tests" / "policies" / "rows"
    service, _, name = where.rpartition("/")
    services = sorted(path.parent.name for path in catalogue.glob("*/__init__.py"))
    if service not in services:
        raise Refusal(
            f"{where!r} does not start with a service folder; write <service>/<name>, such as"
            f" sqs/sqs_queue_is_encrypted. Services: {', '.join(services)}."
        )
    if not NAME.fullmatch(name):
        raise Refusal(
            f"{name!r} is not a policy id; state the resource and its wanted state in lower case,"
            " such as sqs_queue_is_encrypted."
        )
    for path in sorted(one for folder in (catalogue, rows) for one in folder.rglob(f"{name}.py")):
        raise Refusal(f"{path.relative_to(root)} already exists; choose another name.")
    files = {
        catalogue / service / f"{name}.py": POLICY,
        rows / service / f"{name}.py": ROWS.format(name=name),
    }
    for path, text in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return list(files)
