"""Metric math as the alarms and dashboards of the stacks use it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

from typing import Any

import pytest

from localcloud.cloudwatch.metric_math import InvalidExpression, evaluate

TIMES = range(0, 20, 5)
SERIES = {"m1": {0: 1.0, 5: 2.0, 15: 4.0}, "m2": {0: 10.0, 5: 0.0, 10: 30.0}, "none": {}}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("m1", SERIES["m1"]),
        ("m1 + m2", {0: 11.0, 5: 2.0}),
        ("100 * m1 / m2", {0: 10.0}),  # 2 / 0 has no result
        ("-m1 ^ 2", {0: -1.0, 5: -4.0, 15: -16.0}),
        ("m1 > 1", {0: 0.0, 5: 1.0, 15: 1.0}),
        ("m1 > 1 AND m2 < 5", {0: 0.0, 5: 1.0}),
        ("m1 > 1 || m2 >= 10", {0: 1.0, 5: 1.0}),
        ("IF(m2 > 0, 100 * m1 / m2, 0)", {0: 10.0, 5: 0.0}),
        ("IF(m1 >= 2, m1)", {5: 2.0, 15: 4.0}),
        ("FILL(m1, 0)", {0: 1.0, 5: 2.0, 10: 0.0, 15: 4.0}),
        ("FILL(m1, REPEAT)", {0: 1.0, 5: 2.0, 10: 2.0, 15: 4.0}),
        ("FILL(none, REPEAT)", {}),
        ("SUM([m1, m2])", {0: 11.0, 5: 2.0, 10: 30.0, 15: 4.0}),
        ("MAX(METRICS())", {0: 10.0, 5: 2.0, 10: 30.0, 15: 4.0}),
        ("m1 / SUM(m1)", {0: 1 / 7, 5: 2 / 7, 15: 4 / 7}),
        ("AVG([m1])", SERIES["m1"]),
        ("m1 * MIN(none)", {}),
    ],
)
def test_an_expression_has_the_values_of_metric_math(expression: str, expected: Any) -> None:
    assert evaluate(expression, SERIES, TIMES) == expected


@pytest.mark.parametrize(
    "expression",
    ["m3", "1 + 1", "m1 +", "__import__('os')", "m1.real", "SEARCH('x', 'Sum')", "FILL(1, 0)",
     "m1 if m2 else m1", "(" * 500 + "m1" + ")" * 500, "m1 < m2 < m1", "m1 % 2", "'text'"],
)  # fmt: skip
def test_what_is_malformed_or_not_emulated_is_refused(expression: str) -> None:
    with pytest.raises(InvalidExpression):
        evaluate(expression, SERIES, TIMES)
