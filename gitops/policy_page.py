"""The page docs/policies.md, made from the cards of the policies."""

from collections.abc import Iterable, Iterator

from gitops.paths import ROOT
from policies.engine.card import Severity
from policies.engine.catalogue import Policy, discover

PAGE = ROOT / "docs" / "policies.md"
HEADER = """# Policies

Made from the cards in `policies/catalogue/` by `gitops docs`; a test says when it is stale. Each
policy judges the synthesized Terraform of every stack that it is for; what cannot be decided there
fails, unless the card leaves it to the plan.
"""
ORDER = list(Severity)


def page(policies: Iterable[Policy]) -> str:
    """The page for these policies, the gravest first."""
    ordered = sorted(policies, key=lambda each: (ORDER.index(each.card.severity), each.id))
    rows = (f"| [{each.id}](#{each.id}) | {each.card.severity} | {_cell(each.card.title)} |"
            for each in ordered)  # fmt: skip
    table = "\n".join(["| policy | severity | wanted |", "|---|---|---|", *rows])
    return "\n".join([HEADER, table, "", *("\n".join(_section(each)) for each in ordered)])


def write() -> bool:
    """Write the page; whether it changed."""
    text = page(discover())
    changed = not PAGE.is_file() or PAGE.read_text() != text
    PAGE.write_text(text)
    return changed


def _section(policy: Policy) -> Iterator[str]:
    card = policy.card
    yield f"## {policy.id}"
    yield ""
    yield f"**{card.title}.** {card.why}"
    yield ""
    yield f"- Severity: {card.severity}"
    yield f"- Remedy: {card.remedy}"
    yield f"- Where nothing is written: {card.absent}."
    yield f"- Requirements: {', '.join(card.requirements)}"
    if card.stacks:
        yield f"- For the stacks: {', '.join(card.stacks)}"
    if card.decided_in_plan:
        yield f"- Left to the plan: {', '.join(f'`{each}`' for each in card.decided_in_plan)}"
    if card.also_fire:
        yield f"- May find fault with the same: {', '.join(card.also_fire)}"
    for attribute, reason in card.exempt.items():
        yield f"- Exempt: `{attribute}`: {reason}"
    yield f"- Source: <{card.source}>"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
