"""The tables of AWS about alarms and missing data, row by row.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import pytest

from localcloud.cloudwatch.evaluation import AlarmRule, AlarmState, MissingData, evaluate

POINTS = {"0": False, "X": True, "-": None}
OK, ALARM, INSUFFICIENT = AlarmState.OK, AlarmState.ALARM, AlarmState.INSUFFICIENT_DATA
# The columns: missing, ignore, breaching, notBreaching; None keeps the state.
THREE_OF_THREE = [
    ("0-X-X", OK, OK, OK, OK),
    ("0----", OK, OK, OK, OK),
    ("-----", INSUFFICIENT, None, ALARM, OK),
    ("0XX-X", ALARM, ALARM, ALARM, ALARM),
    ("----X", INSUFFICIENT, None, ALARM, OK),
    ("X----", ALARM, None, ALARM, OK),
]
TWO_OF_THREE = [
    ("0-X-X", ALARM, ALARM, ALARM, ALARM),
    ("00X0X", ALARM, ALARM, ALARM, ALARM),
    ("0-X--", OK, OK, ALARM, OK),
    ("----X", INSUFFICIENT, None, ALARM, OK),
]
# One point decides alone for as long as the evaluation range holds it.
ONE_OF_ONE = [
    ("--X", ALARM, ALARM, ALARM, ALARM),
    ("X--", ALARM, ALARM, ALARM, ALARM),
    ("X-0", OK, OK, OK, OK),
    ("---", INSUFFICIENT, None, ALARM, OK),
]
TABLES = [(3, 3, THREE_OF_THREE), (3, 2, TWO_OF_THREE), (1, 1, ONE_OF_ONE)]


@pytest.mark.parametrize("current", list(AlarmState))
@pytest.mark.parametrize(
    ("periods", "to_alarm", "points", "missing_data", "expected"),
    [
        (periods, to_alarm, row[0], missing_data, expected)
        for periods, to_alarm, rows in TABLES
        for row in rows
        for missing_data, expected in zip(MissingData, row[1:], strict=True)
    ],
)
def test_an_alarm_gets_the_state_of_the_table(  # noqa: PLR0917 (a row of the table)
    periods: int,
    to_alarm: int,
    points: str,
    missing_data: MissingData,
    expected: AlarmState | None,
    current: AlarmState,
) -> None:
    rule = AlarmRule(periods, to_alarm, missing_data)
    assert rule.fetched == len(points)
    evaluation = evaluate([POINTS[point] for point in points], rule, current)
    assert evaluation.state is (expected or current)


def test_only_the_newest_existing_points_decide() -> None:
    rule = AlarmRule(periods=2, to_alarm=1)
    evaluation = evaluate([True, False, None, False], rule, AlarmState.OK)
    assert (evaluation.state, evaluation.points, evaluation.filled) == (AlarmState.OK, (1, 3), 0)


def test_a_few_missing_points_are_filled_up_to_the_evaluation_periods() -> None:
    rule = AlarmRule(periods=3, to_alarm=2, missing_data=MissingData.BREACHING)
    evaluation = evaluate([None, None, False, None, None], rule, AlarmState.OK)
    assert (evaluation.state, evaluation.points, evaluation.filled) == (AlarmState.ALARM, (2,), 2)
