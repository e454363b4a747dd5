"""The reasons of states are those that AWS wrote into messages which somebody published."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from localcloud.cloudwatch.definitions import COMPARISONS, AlarmDefinition
from localcloud.cloudwatch.evaluation import AlarmRule, AlarmState, MissingData, evaluate
from localcloud.cloudwatch.reasons import Point, reason


def _reason(  # noqa: PLR0917 (the parts of an alarm)
    values: list[float | None],
    last: str,
    operator: str,
    threshold: float,
    to_alarm: int | None,
    missing: MissingData = MissingData.MISSING,
) -> str:
    """The reason of an alarm over as many minutes as there are values, oldest first."""
    newest = datetime.strptime(last, "%d/%m/%y %H:%M").replace(tzinfo=UTC)
    begin = newest - timedelta(minutes=len(values) - 1)
    points = [
        Point((begin + timedelta(minutes=number)).timestamp(), value)
        for number, value in enumerate(values)
    ]
    rule = AlarmRule(len(values), to_alarm or len(values), missing)
    defined = AlarmDefinition({}, "m", 1, rule, COMPARISONS[operator], threshold)
    decided = evaluate([defined.breaches(value) for value in values], rule, AlarmState.OK)
    return reason(SimpleNamespace(datapoints_to_alarm=to_alarm), defined, points, decided)


@pytest.mark.parametrize(
    ("values", "last", "operator", "threshold", "to_alarm", "expected"),
    [
        (
            [0.2608475057252993, 0.2411688854917884, 0.35220499833424884], "16/05/25 06:45",
            "LessThanThreshold", 1.0, 3,
            ("Threshold Crossed: 3 out of the last 3 datapoints [0.35220499833424884 (16/05/25"
            " 06:45:00), 0.2411688854917884 (16/05/25 06:44:00), 0.2608475057252993 (16/05/25"
            " 06:43:00)] were less than the threshold (1.0) (minimum 3 datapoints for OK -> ALARM"
            " transition)."),
        ),
        (
            [1.0, 0.0, 1.0, 0.0, 0.0], "21/12/21 06:45", "GreaterThanThreshold", 0.0, 3,
            ("Threshold Crossed: 3 out of the last 5 datapoints [0.0 (21/12/21 06:45:00), 0.0"
            " (21/12/21 06:44:00), 0.0 (21/12/21 06:42:00)] were not greater than the threshold"
            " (0.0) (minimum 3 datapoints for ALARM -> OK transition)."),
        ),
        (
            [60.0] * 25 + [59.0] * 3 + [60.0] * 2, "06/12/24 05:34",
            "GreaterThanThreshold", 20.0, 30,
            ("Threshold Crossed: 30 out of the last 30 datapoints were greater than the threshold"
            " (20.0). The most recent datapoints which crossed the threshold: [60.0 (06/12/24"
            " 05:34:00), 60.0 (06/12/24 05:33:00), 59.0 (06/12/24 05:32:00), 59.0 (06/12/24"
            " 05:31:00), 59.0 (06/12/24 05:30:00)] (minimum 30 datapoints for OK -> ALARM"
            " transition)."),
        ),
        (
            [27.5] * 5, "08/08/17 20:09", "GreaterThanThreshold", 10.0, None,
            ("Threshold Crossed: 5 datapoints were greater than the threshold (10.0). The most"
            " recent datapoints which crossed the threshold: [27.5 (08/08/17 20:09:00), 27.5"
            " (08/08/17 20:08:00), 27.5 (08/08/17 20:07:00), 27.5 (08/08/17 20:06:00), 27.5"
            " (08/08/17 20:05:00)]."),
        ),
    ],
)  # fmt: skip
def test_a_reason_reads_as_on_aws(  # noqa: PLR0917 (the parts of an alarm)
    values: list[float | None],
    last: str,
    operator: str,
    threshold: float,
    to_alarm: int | None,
    expected: str,
) -> None:
    assert _reason(values, last, operator, threshold, to_alarm) == expected


@pytest.mark.parametrize(
    ("values", "last", "operator", "threshold", "to_alarm", "expected"),
    [
        (
            [None, 0.0], "20/04/26 18:45", "LessThanThreshold", 1.0, None,
            ("1 datapoint [0.0 (20/04/26 18:45:00)] was less than the threshold (1.0) and 1 missing"
            " datapoint was treated as [Breaching]."),
        ),
        (
            [None, None, 1.0], "26/08/26 16:16", "LessThanThreshold", 1.0, None,
            ("1 datapoint [1.0 (26/08/26 16:16:00)] was not less than the threshold (1.0) and 2"
            " missing datapoints were treated as [Breaching]."),
        ),
        (
            [None, None, 0.0], "05/09/26 16:16", "GreaterThanThreshold", 0.0, 2,
            ("1 datapoint was received for 3 periods and 2 missing datapoints were treated as"
            " [Breaching]."),
        ),
        (
            [None, None], "06/12/21 14:20", "GreaterThanThreshold", 0.0, None,
            ("no datapoints were received for 2 periods and 2 missing datapoints were treated as"
            " [Breaching]."),
        ),
    ],
)  # fmt: skip
def test_a_reason_tells_how_missing_points_were_treated(  # noqa: PLR0917 (as above)
    values: list[float | None],
    last: str,
    operator: str,
    threshold: float,
    to_alarm: int | None,
    expected: str,
) -> None:
    found = _reason(values, last, operator, threshold, to_alarm, MissingData.BREACHING)
    assert found == f"Threshold Crossed: {expected}"


def test_a_new_bad_point_after_missing_ones_leaves_the_others_unknown() -> None:
    found = _reason([None, None, 5.0], "20/04/26 18:45", "GreaterThanThreshold", 1.0, None)
    assert found == "Insufficient Data: 2 datapoints were unknown."
