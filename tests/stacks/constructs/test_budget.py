"""An environment has a budget where its settings say so."""

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]
Synthesize = Callable[..., Document]


def test_no_environment_has_a_budget_unless_it_is_set(stack: Document) -> None:
    assert "aws_budgets_budget" not in stack["resource"]


def test_a_budget_filters_costs_by_the_environment_tag(synthesize: Synthesize) -> None:
    document = synthesize(monthly_budget_usd=120, operations_email="ops@example.com")
    (budget,) = document["resource"]["aws_budgets_budget"].values()

    assert budget["name"] == "market-pipelines-pr-7"
    assert (budget["limit_amount"], budget["limit_unit"]) == ("120", "USD")
    assert budget["cost_filter"] == [{"name": "TagKeyValue", "values": ["user:Environment$pr-7"]}]
    assert {each["notification_type"] for each in budget["notification"]} == {
        "ACTUAL",
        "FORECASTED",
    }
    assert all(
        each["subscriber_email_addresses"] == ["ops@example.com"] for each in budget["notification"]
    )
