"""Promise: the owners of an environment get a mail when it exceeds its budget."""

from cdktf_cdktf_provider_aws.budgets_budget import (
    BudgetsBudget,
    BudgetsBudgetCostFilter,
    BudgetsBudgetNotification,
)
from constructs import Construct

from stacks.environment import Environment


class Budget(Construct):
    """A monthly budget in US dollars over all resources of the environment, by their tag.

    The tag Environment must be active as a cost allocation tag of the account:
    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/activating-tags.html
    """

    def __init__(self, scope: Construct, id_: str, environment: Environment) -> None:
        super().__init__(scope, id_)
        tagged = f"user:Environment${environment.suffix}"
        BudgetsBudget(
            self,
            "budget",
            name=environment.name(id_),
            tags={"Name": environment.name(id_)},
            budget_type="COST",
            limit_amount=str(environment.monthly_budget_usd),
            limit_unit="USD",
            time_unit="MONTHLY",
            cost_filter=[BudgetsBudgetCostFilter(name="TagKeyValue", values=[tagged])],
            notification=[
                _warning(environment.operations_email, "ACTUAL"),
                _warning(environment.operations_email, "FORECASTED"),
            ],
        )


def _warning(address: str, kind: str) -> BudgetsBudgetNotification:
    return BudgetsBudgetNotification(
        comparison_operator="GREATER_THAN",
        threshold=100,
        threshold_type="PERCENTAGE",
        notification_type=kind,
        subscriber_email_addresses=[address],
    )
