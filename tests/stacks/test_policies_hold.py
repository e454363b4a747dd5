"""The policies hold whatever an environment sets, not only for the settings of today."""

from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from tests.pipelines import CRYPTO, MARKET
from tests.stacks.conftest import Synthesize

POLICIES = discover()
ADDRESSES = {"kraken": ["192.0.2.1/32", "198.51.100.0/24"]}
SETTINGS: dict[str, dict[str, Any]] = {
    "an ephemeral suffix": {"suffix": "x-dev-7", "expires_at": "2026-12-01T00:00:00Z"},
    "the shortest suffix": {"suffix": "a"},
    "a state in S3": {"state_bucket": "state-of-ours"},
    "an address and a budget": {
        "operations_email": "operations@example.org",
        "monthly_budget_usd": 20,
    },
    "unsigned webhooks for a while": {"allow_unsigned": True, "expires_at": "2026-12-01T00:00:00Z"},
    "one exchange": {"exchange_endpoints": {"kraken": "https://kraken.example"}},
    "addresses of an exchange": {"source_addresses": ADDRESSES},
    "another concurrency": {
        "webhook_processor_concurrency": 1,
        "price_enricher_concurrency": 2,
        "data_processor_concurrency": 2,
    },
    "a slow API": {"api_rate_limit": 1, "api_burst_limit": 1},
}


@pytest.mark.parametrize("stack", [CRYPTO, MARKET])
@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_the_policies_hold(synthesize: Synthesize, stack: str, settings: dict[str, Any]) -> None:
    document = synth.stack(stack, synthesize(stack, **settings))

    findings = evaluate([document], POLICIES).findings

    assert [verdict.message for verdict in findings] == []
