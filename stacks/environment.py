"""The typed settings of one environment; nothing here reads the outside world."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType
from typing import Any

from stacks import sources, thresholds

DEFAULT_SUFFIX = "dev"
# R-A-4: a tick is stored once and enriched once. Late ones are read and repaired beside them.
WRITE_UNITS_PER_TICK, READ_UNITS_PER_TICK = 2, 6
# R-A-19: with more, the record of a webhook could exceed 256 KB.
MOST_TICKS_PER_BODY = 100
MAY_BE_ZERO = {"monthly_budget_usd"}

_SUFFIX = re.compile(r"[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?")
# Without hyphens: exchange `coin` in `pro-dev` and `coin-pro` in `dev` would share one secret.
_EXCHANGE = re.compile(r"[a-z0-9]{1,32}")
# https://www.rfc-editor.org/rfc/rfc3339#section-5.6; fromisoformat alone takes much more.
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def parse_suffix(text: str) -> str:
    """The environment suffix, unchanged.

    Raises:
        ValueError: with the rule it breaks (R-ENV-1).
    """
    if not _SUFFIX.fullmatch(text):
        raise ValueError(
            f"The environment suffix {text!r} is refused: use lower-case letters, digits and inner"
            " hyphens, at most 20 characters."
        )
    return text


@dataclass(frozen=True)
class Environment:
    """Everything that distinguishes one environment from another.

    Concurrency is counted in simultaneous executions, the API's rate in requests a second, what
    alarms it in requests in five minutes. A price
    outside of the `low` and `high` of its symbol, else of `default`, is an alert. A budget of 0
    is none. An exchange in `source_addresses` may post from there only. A `protected` environment
    takes a confirmation to destroy; any other is ephemeral. Two equal values synthesize to equal
    bytes.

    Raises:
        ValueError: a setting that no environment may have, in one sentence.
    """

    suffix: str
    expires_at: str = ""
    state_bucket: str = ""
    protected: bool = False
    team: str = "trading"
    cost_center: str = "trading-platform"
    operations_email: str = ""
    exchange_endpoints: Mapping[str, str] = field(default_factory=dict)
    source_addresses: Mapping[str, list[str]] = field(default_factory=dict)
    allow_unsigned: bool = False
    webhook_processor_concurrency: int = 10
    price_enricher_concurrency: int = 5
    api_rate_limit: int = 50
    api_burst_limit: int = 100
    max_ahead_seconds: int = 300
    max_behind_seconds: int = 86_400
    max_ticks_per_body: int = 50
    max_deviation_percent: int = 50
    api_alarm_requests: int = 10_000
    api_alarm_4xx_percent: int = 5
    rejected_alarm_percent: int = 5
    data_processor_concurrency: int = 5
    alert_thresholds: Mapping[str, Mapping[str, str]] = field(default_factory=thresholds.default)
    monthly_budget_usd: int = 0

    def __post_init__(self) -> None:
        parse_suffix(self.suffix)
        self._check_unsigned()
        self._check_expiry()
        self._check_exchanges()
        self._check_numbers()
        self._check_budget()
        sources.check(self.source_addresses, self.exchange_endpoints)
        thresholds.check(self.alert_thresholds)
        self._own("exchange_endpoints", dict(self.exchange_endpoints))
        self._own("source_addresses", dict(self.source_addresses))
        limits = {
            symbol: MappingProxyType(dict(own)) for symbol, own in self.alert_thresholds.items()
        }
        self._own("alert_thresholds", limits)

    @property
    def tags(self) -> dict[str, str]:
        """The tags of every resource, besides Application, which is its stack (R-ENV-4)."""
        tags = {
            "CostCenter": self.cost_center,
            "Environment": self.suffix,
            "ManagedBy": "cdktf",
            "Team": self.team,
        }
        return {**tags, "ExpiresAt": self.expires_at} if self.expires_at else tags

    @property
    def ticks_per_second(self) -> int:
        """What the API accepts at most; table caps below it would dead-letter webhooks (R-A-4)."""
        return self.api_rate_limit * self.max_ticks_per_body

    def name(self, resource: str) -> str:
        """The resource's name in this environment: the suffix comes last (R-ENV-2)."""
        return f"{resource}-{self.suffix}"

    def _own(self, name: str, table: dict[str, Any]) -> None:
        """A frozen field could still hold a table that somebody else changes later."""
        object.__setattr__(self, name, MappingProxyType(table))

    def _check_budget(self) -> None:
        if self.monthly_budget_usd < 0:
            raise ValueError(f"monthly_budget_usd is {self.monthly_budget_usd}; 0 means none.")
        if self.monthly_budget_usd and not self.operations_email:
            raise ValueError("monthly_budget_usd needs an operations_email that it can warn.")

    def _check_unsigned(self) -> None:
        if self.allow_unsigned and self.protected:
            raise ValueError(
                f"allow_unsigned is refused in the protected environment {self.suffix}: only an"
                " ephemeral one may take webhooks without a signature."
            )

    def _check_expiry(self) -> None:
        if not self.expires_at:
            return
        if self.protected:
            raise ValueError(f"The protected environment {self.suffix} cannot expire.")
        if not _is_rfc_3339(self.expires_at):
            raise ValueError(
                f"EXPIRES_AT={self.expires_at!r} is refused: use RFC 3339 with a time zone, for"
                " instance 2026-01-31T12:00:00Z."
            )

    def _check_exchanges(self) -> None:
        for exchange, endpoint in self.exchange_endpoints.items():
            if not _EXCHANGE.fullmatch(exchange):
                raise ValueError(
                    f"The exchange {exchange!r} is refused: use lower-case letters and digits, at"
                    " most 32."
                )
            if not isinstance(endpoint, str) or not endpoint:
                raise ValueError(
                    f"The endpoint {endpoint!r} of {exchange} is refused: it must be text."
                )
        if not self.exchange_endpoints:
            raise ValueError("exchange_endpoints is empty: an environment serves an exchange.")

    def _check_numbers(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.type in (int, "int") and value < 1 and each.name not in MAY_BE_ZERO:
                raise ValueError(f"{each.name} is {value}; it must be 1 or more.")
        if self.max_ticks_per_body > MOST_TICKS_PER_BODY:
            raise ValueError(
                f"max_ticks_per_body is {self.max_ticks_per_body}; it must be"
                f" {MOST_TICKS_PER_BODY} or less, so that no record exceeds 256 KB."
            )


def _is_rfc_3339(text: str) -> bool:
    if not _RFC_3339.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:  # the 31st of a short month
        return False
    return True


# All that an environment that stays can have, for whoever evaluates what is declared.
EXAMPLE = Environment(
    suffix="prod",
    operations_email="operations@example.org",
    exchange_endpoints={"coinbase": "https://coinbase.example", "kraken": "https://kraken.example"},
    source_addresses={"kraken": ["192.0.2.1/32", "198.51.100.0/24"]},
    alert_thresholds={**thresholds.default(), "BTC-USD": {"high": "120000", "low": "80000"}},
    monthly_budget_usd=20,
)
