"""Resources contain no account id and no absolute path."""

import re
from collections.abc import Iterator
from typing import Any

from policies import COMPLIANT, Card, Decision, Known, Resource, Severity, Stack, Violation, expect
from policies.aws.texts import texts

WHEN_MISSING = "the deployed code is unknown"

CARD = Card(
    title="Resources contain no account id and no absolute path",
    severity=Severity.MEDIUM,
    why="Synthesis must give the same result on every machine and work in every account. A pasted"
    " account id grants rights to the owner of that account.",
    remedy="Use aws_caller_identity for the account, and a relative path to the assets beside the"
    " document for filename.",
    source="https://developer.hashicorp.com/terraform/language/expressions/references",
    requirements=("R-ENV-3", "R-ENV-6"),
    when_missing=f"filename: {WHEN_MISSING}",
)

ACCOUNT = re.compile(r"(?<![0-9A-Za-z])[0-9]{12}(?![0-9A-Za-z])")
MACHINE = re.compile(
    r"(?:^|[\s\"'=:])(?:/(?:home|root|Users|tmp|var|opt|mnt|workspace|builds|github)/|[A-Z]:\\)"
)
ARTIFACT = re.compile(r"(?!/)(?!.*\.\.)[\w./-]+\.zip")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no text of the resource belongs to one account or machine; concerns all."""
    strange = next(_strange(resource.values, stack), COMPLIANT)
    if strange != COMPLIANT or resource.type != "aws_lambda_function":
        return strange
    return expect(
        stack.value(resource, "filename"),
        "filename",
        lambda found: ARTIFACT.fullmatch(str(found)) is not None,
        wanted="the relative path of a zip file",
        when_missing=WHEN_MISSING,
    )


def _strange(raw: Any, stack: Stack) -> Iterator[Decision]:
    for text in texts(raw):
        for account in ACCOUNT.findall(text):
            # The suffix of an environment may be a time of twelve digits.
            if Known(account) != stack.suffix:
                yield Violation(f"the account {account}", "a reference to the account")
        if path := MACHINE.search(text):
            yield Violation(f"the path {text[path.start() :].strip()}", "no absolute path")
