"""Metric math as the alarms and dashboards of the stacks use it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

from typing import Any

import pytest

from localcloud.cloudwatch.metric_math import InvalidExpression, evaluate

TIMES = range(0, 20, 5)
SERIES = {
    "m1": {0: 1.0, 5: 2.0, 15: 4.0}, "m2": {0: 10.0, 5: 0.0, 10: 30.0}, "none": {},
    "lambda": {0: 8.0}, "in": {0: 2.0},
}  # fmt: skip


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
        ("lambda / in AND lambda", {0: 1.0}),  # keywords of Python are ids as others
        ("IF(lambda > 1e0,\n  lambda,\n  0)", {0: 8.0}),
        ("m1 / SUM(m1)", {0: 1 / 7, 5: 2 / 7, 15: 4 / 7}),
        ("AVG([m1])", SERIES["m1"]),
        ("m1 * MIN(none)", {}),
    ],
)
def test_an_expression_has_the_values_of_metric_math(expression: str, expected: Any) -> None:
    assert evaluate(expression, SERIES, TIMES) == expected


@pytest.mark.parametrize(
    "expression",
    ["m3", "1 + 1", "m1 +", "__import__('os')", "m1.real", "FILL(1, 0)", "NOTHING(m1)", "IF(m1)",
     "m1 if m2 else m1", "(" * 500 + "m1" + ")" * 500, "-" * 2000 + "m1", "m1 < m2 < m1",
     "m1 % 2", "m1 ** 2", "m1 and m2", "'text'", "m1 + " + "9" * 400, "METRICS()", "", "m1 # m2"],
)  # fmt: skip
def test_what_cloudwatch_refuses_is_invalid(expression: str) -> None:
    with pytest.raises(InvalidExpression):
        evaluate(expression, SERIES, TIMES)


@pytest.mark.parametrize(
    "expression",
    ["SEARCH('x', 'Sum')", "RATE(m1)", "m1 + STDDEV(m2)", "FILL(m1, LINEAR)", "METRICS('m')",
     "SELECT AVG(x) FROM y"],
)  # fmt: skip
def test_what_is_not_emulated_is_not_called_invalid(expression: str) -> None:
    with pytest.raises(NotImplementedError):
        evaluate(expression, SERIES, TIMES)


def test_metrics_are_no_expressions() -> None:
    metrics = ("m1", "m2")
    assert evaluate("SUM(METRICS())", SERIES, TIMES, metrics) == evaluate(
        "SUM([m1, m2])", SERIES, TIMES
    )
