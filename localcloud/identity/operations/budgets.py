"""The rights of AWS Budgets, all on the budget that the request names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from localcloud.account import ACCOUNT
from localcloud.authorization import reference
from localcloud.identity.needs import EVERY, Need, pairs, request_tags, tag_keys


def needs(name: str, params: Mapping[str, Any]) -> Iterator[Need]:
    """The rights for an operation."""
    context = {
        **request_tags(pairs(params.get("ResourceTags"))),
        **(tag_keys(params["ResourceTagKeys"]) if "ResourceTagKeys" in params else {}),
    }
    for action in reference.actions_of(f"budgets.{name}"):
        yield Need(action, _resource(params), context)


def _resource(params: Mapping[str, Any]) -> str:
    whole = params.get("Budget") or params.get("NewBudget") or params
    if "BudgetName" in whole:
        return f"arn:aws:budgets::{ACCOUNT}:budget/{whole['BudgetName']}"
    return str(params.get("ResourceARN", EVERY))
