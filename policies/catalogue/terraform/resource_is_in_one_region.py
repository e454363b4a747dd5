"""Resources are in us-east-1 and refer to no other region."""

import re
from collections.abc import Iterator
from typing import Any

from policies import COMPLIANT, Absent, Card, Decision, Resource, Severity, Stack, Violation, expect
from policies.aws.policy_documents import region
from policies.aws.texts import texts

CARD = Card(
    title="Resources are in us-east-1 and refer to no other region",
    severity=Severity.MEDIUM,
    why="An ARN of another region refers to nothing: the permission or alarm is valid but has no"
    " effect.",
    remedy="Set region us-east-1 in the only AWS provider, and use the same constant for ARNs and"
    " service principals.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    requirements=("R-ENV-4",),
    when_missing="the region of the provider",
    blocks=("provider",),
)

WANTED = "us-east-1"
# The region of an ARN, and the one in a service principal like logs.us-east-1.amazonaws.com.
NAMED = re.compile(
    r"arn:(?:\$\{[^{}]*\}|[^:\s]*):[a-z0-9-]+:(?P<arn>[a-z]{2}(?:-[a-z]+)+-[0-9]):"
    r"|(?<![a-z])[a-z]+\.(?P<service>[a-z]{2}(?:-[a-z]+)+-[0-9])\.amazonaws\.com"
)


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if provider, resource and all that it names are of the region; concerns all."""
    if resource.type == "provider" and region(stack) != WANTED:
        return Violation(f"a provider for the region {region(stack)}", WANTED)
    own = stack.value(resource, "region")
    if not isinstance(own, Absent):
        decided = expect(
            own, "region", lambda found: found == WANTED, wanted=WANTED, when_missing=""
        )
        if decided != COMPLIANT:
            return decided
    return next(_strange(resource.values), COMPLIANT)


def _strange(raw: Any) -> Iterator[Decision]:
    for text in texts(raw):
        for match in NAMED.finditer(text):
            if match["arn"] != WANTED and match["service"] != WANTED:
                yield Violation(f"a reference to {match['arn'] or match['service']}", WANTED)
