"""The page docs/policies.md, generated from the cards of the policies."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from gitops.adapters.markdown import table
from gitops.adapters.paths import ROOT
from policies.engine.card import Severity
from policies.engine.catalogue import Policy

PAGE = ROOT / "docs" / "policies.md"
HEADER = """# Policies

Generated from the cards in `policies/catalogue/<service>/` by `gitops docs`; a test fails when this
page is stale. Each policy evaluates the synthesized Terraform of every stack that it applies to.
What cannot be decided there fails, unless the card defers the attribute to the plan.
"""
ORDER = list(Severity)


def page(policies: Iterable[Policy]) -> str:
    """The page for these policies: one chapter for each service, highest severity first."""
    ordered = sorted(
        policies, key=lambda each: (each.service, ORDER.index(each.card.severity), each.id)
    )
    chapters = {key: list(held) for key, held in groupby(ordered, key=lambda each: each.service)}
    contents = [f"- [{_title(key)}](#{_title(key)}): {len(chapters[key])}" for key in chapters]
    lines = [HEADER, *contents, "", *(line for key in chapters for line in _chapter(chapters[key]))]
    return "\n".join(lines)


def _chapter(policies: Sequence[Policy]) -> Iterator[str]:
    yield f"## {_title(policies[0].service)}"
    yield ""
    yield from table(
        ("policy", "severity", "wanted state"),
        *(
            (f"[{each.id}](#{each.id})", each.card.severity, each.card.title.replace("|", "\\|"))
            for each in policies
        ),
    )
    yield ""
    for each in policies:
        yield from _section(each)


def _title(service: str) -> str:
    # The folder of a service whose name is a word of Python ends in an underscore.
    return service.rstrip("_")


def _section(policy: Policy) -> Iterator[str]:
    card = policy.card
    yield f"### {policy.id}"
    yield ""
    yield f"**{card.title}.** {card.why}"
    yield ""
    yield f"- Severity: {card.severity}"
    yield f"- Remedy: {card.remedy}"
    yield f"- When missing: {card.when_missing}."
    yield f"- Requirements: {', '.join(card.requirements)}"
    if card.stacks:
        yield f"- Stacks: {', '.join(card.stacks)}"
    if card.decided_in_plan:
        yield f"- Deferred to plan: {', '.join(f'`{each}`' for each in card.decided_in_plan)}"
    if card.overlaps_with:
        yield f"- Overlaps with: {', '.join(card.overlaps_with)}"
    for attribute, reason in card.exempt.items():
        yield f"- Exempt: `{attribute}`: {reason}"
    yield f"- Source: <{card.source}>"
    yield ""
