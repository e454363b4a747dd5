"""What every setting of environments.toml means, as `python -m stacks --settings` prints it."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, asdict, dataclass, fields
from typing import Any

from stacks.account_settings import AccountSettings
from stacks.environment import Environment
from stacks.settings import IDENTITY

ENVIRONMENT, ACCOUNT = "[default], [ephemeral], [suffix.<name>]", "[bootstrap]"
_TYPES = {"str": "text", "int": "whole number", "bool": "true or false"}

# Setting -> unit, meaning. A count has no unit.
_OF_ENVIRONMENTS: Mapping[str, tuple[str, str]] = {
    "protected": (
        "",
        "Never expires, takes no unsigned webhooks, needs `--confirm` to be destroyed.",
    ),
    "team": ("", "Value of the tag Team."),
    "cost_center": ("", "Value of the tag CostCenter."),
    "operations_email": ("", "Address that receives alarms and budget warnings; none if empty."),
    "exchange_endpoints": ("", "Exchange -> URL of its REST API. Only these may post webhooks."),
    "source_addresses": ("", "Exchange -> IP ranges (CIDR) that may post as it; all if not named."),
    "allow_unsigned": ("", "Accept webhooks without a signature; refused where protected."),
    "webhook_processor_concurrency": (
        "executions", "Reserved concurrency of the function webhook-processor."
    ),
    "price_enricher_concurrency": (
        "executions", "Reserved concurrency of the function price-enricher."
    ),
    "data_processor_concurrency": (
        "executions", "Reserved concurrency of the function data-processor."
    ),
    "api_rate_limit": ("requests/s", "API Gateway answers 429 above this steady rate."),
    "api_burst_limit": ("requests", "Requests above the rate that API Gateway takes at once."),
    "max_ahead_seconds": ("s", "How far in the future the time of a tick may lie."),
    "max_behind_seconds": ("s", "How far in the past the time of a tick may lie."),
    "max_ticks_per_body": (
        "ticks",
        "A webhook with more is refused whole; at most 100. The table's throughput caps follow.",
    ),
    "max_deviation_percent": (
        "%", "A price is suspect if further from the median of the 20 before it in its series."
    ),
    "api_alarm_requests": ("requests/5 min", "An alarm fires above this many requests."),
    "api_alarm_4xx_percent": ("%", "An alarm fires above this share of 4XX answers."),
    "rejected_alarm_percent": (
        "%", "An alarm fires above this share of rejected ticks of an exchange."
    ),
    "alert_thresholds": (
        "price",
        "Symbol -> `low` and `high`, outside of which a price is an alert; `default` for others.",
    ),
    "monthly_budget_usd": ("USD/month", "Budget that warns operations_email; 0 is none."),
}  # fmt: skip
_OF_ACCOUNT: Mapping[str, tuple[str, str]] = {
    "repository": ("", "`owner/name` on GitHub of the repository that may deploy."),
    "owner_id": ("", "GitHub's number of the owner, as text."),
    "repository_id": ("", "GitHub's number of the repository, as text."),
    "state_bucket": ("", "Name of the S3 bucket that keeps the states."),
    "main_branch": ("", "Branch whose workflow runs may deploy protected environments."),
    "application": ("", "Value of the tag Application."),
    "team": ("", "Value of the tag Team."),
    "cost_center": ("", "Value of the tag CostCenter."),
}


@dataclass(frozen=True)
class Setting:
    """One setting: the tables that may hold it, and what a person must know to set it.

    `default` is as TOML writes it, and empty for a setting that has to be given.
    """

    tables: str
    name: str
    type: str
    default: str
    unit: str
    meaning: str


def settings() -> list[dict[str, str]]:
    """Every setting, in the order of its class.

    Raises:
        KeyError: a setting has no row here.
    """
    return [
        asdict(each)
        for kind, tables, rows in (
            (Environment, ENVIRONMENT, _OF_ENVIRONMENTS),
            (AccountSettings, ACCOUNT, _OF_ACCOUNT),
        )
        for each in _rows(kind, tables, rows)
    ]


def _rows(
    kind: type[Environment | AccountSettings],
    tables: str,
    rows: Mapping[str, tuple[str, str]],
) -> Iterator[Setting]:
    for each in fields(kind):
        if kind is Environment and each.name in IDENTITY:
            continue
        unit, meaning = rows[each.name]
        type_ = _TYPES.get(str(getattr(each.type, "__name__", each.type)), "table")
        yield Setting(tables, each.name, type_, _default(each), unit, meaning)


def _default(each: Field[Any]) -> str:
    if each.default_factory is not MISSING:
        return _toml(each.default_factory())
    return "" if each.default is MISSING else _toml(each.default)


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case Mapping():
            pairs = ", ".join(f"{name} = {_toml(own)}" for name, own in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case _:
            return f'"{value}"'
