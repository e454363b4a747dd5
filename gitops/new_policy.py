"""Writes the files of a policy that is still to be thought out."""

import re
from pathlib import Path

from gitops.errors import Refusal
from gitops.paths import ROOT

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")

POLICY = '''"""."""

from policies.engine.card import Card, Severity
from policies.engine.outcome import NOT_CONCERNED, Outcome
from policies.engine.resource import Resource
from policies.engine.rules import expect
from policies.engine.stack import Stack

ABSENT = ""

CARD = Card(
    title="",
    severity=Severity.MEDIUM,
    why="",
    remedy="",
    source="",
    requirements=(),
    absent=ABSENT,
)


def judge(resource: Resource, stack: Stack) -> Outcome:
    """Compliant if."""
    if resource.type != "aws_":
        return NOT_CONCERNED
    return expect(
        stack.value(resource, "attribute"),
        "attribute",
        lambda found: found == "",
        wanted="",
        absent=ABSENT,
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


def write(name: str, root: Path = ROOT) -> list[Path]:
    """Write the policy and its rows; the gate fails until they are filled in.

    Raises:
        Refusal: the name is none for a policy, or one of the files is there already.
    """
    if not NAME.fullmatch(name):
        raise Refusal(
            f"{name!r} is no name for a policy; say what is in which state, in lower case:"
            " sqs_queue_is_encrypted."
        )
    files = {
        root / "policies" / "catalogue" / f"{name}.py": POLICY,
        root / "tests" / "policies" / "rows" / f"{name}.py": ROWS.format(name=name),
    }
    for path in files:
        if path.exists():
            raise Refusal(f"{path.relative_to(root)} is there already; choose another name.")
    for path, text in files.items():
        path.write_text(text)
    return list(files)
