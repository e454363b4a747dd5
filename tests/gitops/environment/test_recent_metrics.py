"""The newest value of a measure, however many pages CloudWatch answers in."""

from typing import Any

import pytest

from gitops.adapters.cloud import Cloud
from gitops.environment import recent_metrics
from gitops.environment.recent_metrics import Measure


class Pages:
    """Answers one query in two pages, newest first."""

    def get_paginator(self, _name: str) -> "Pages":
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        values = ([3.0, 2.0], [1.0])
        return [{"MetricDataResults": [{"Id": "m0", "Values": each}]} for each in values]


def test_the_newest_value_stays_when_a_measure_comes_in_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recent_metrics, "client", lambda *_: Pages())
    errors = Measure("AWS/Lambda", "Errors", ("FunctionName", "worker"))

    assert recent_metrics.read(Cloud("aws"), {"errors": errors}) == {"errors": 3.0}
