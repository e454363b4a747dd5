"""The page of the policies is current."""

from gitops.compliance import policy_docs
from policies.engine.catalogue import discover


def test_the_page_is_made_from_the_cards_as_they_are() -> None:
    assert policy_docs.PAGE.read_text() == policy_docs.page(discover()), "run: gitops docs"


def test_every_policy_has_its_row_and_its_section() -> None:
    text = policy_docs.page(discover())

    for policy in discover():
        assert text.count(f"| [{policy.id}](#{policy.id}) | {policy.card.severity} |") == 1
        assert text.count(f"\n### {policy.id}\n") == 1
