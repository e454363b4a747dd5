"""Probes of CloudWatch alarms."""

from typing import Any

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.scratch import CloudAnswer, Scratch, ask

# An alarm over one period of 60 s is evaluated each minute.
EVALUATED_SECONDS = 300.0


def throttle_alarms_clear(scratch: Scratch) -> ClaimFinding:
    """throttle-alarms-clear: alarms on metrics without data are put into ALARM.

    The other alarm differs in the namespace only. It must clear, else no alarm was evaluated.
    """
    alarm = _in_alarm(scratch, "AWS/DynamoDB", scratch.name)
    other = _in_alarm(scratch, "Prove", f"{scratch.name}-other")

    def states() -> CloudAnswer:
        found = scratch.client("cloudwatch").describe_alarms(AlarmNamePrefix=scratch.name)
        return CloudAnswer({one["AlarmName"]: one["StateValue"] for one in found["MetricAlarms"]})

    seen = scratch.patiently(
        states, lambda one: "ALARM" in one.response.values(), EVALUATED_SECONDS
    ).response
    verdict = ClaimVerdict.confirmed if seen[alarm] == "OK" else ClaimVerdict.refuted
    return ClaimFinding(
        verdict if seen[other] == "OK" else ClaimVerdict.not_tried,
        f"after {EVALUATED_SECONDS:.0f} s at most: AWS/DynamoDB {seen[alarm]}, another namespace"
        f" {seen[other]}",
        "two alarms on metrics without data, missing data not breaching, put into ALARM by"
        " SetAlarmState",
    )


def alarm_refusals(scratch: Scratch) -> ClaimFinding:
    """alarm-refusals-unpublished: alarms that are wrong in ways of which nobody wrote."""
    half: list[dict[str, Any]] = [_query("a", 60), _query("b", 300)]
    wrong: dict[str, dict[str, Any]] = {
        "two periods": {"Metrics": [*half, {"Id": "c", "Expression": "a + b"}]},
        "an id twice": {"Metrics": [half[0], half[0], {"Id": "c", "Expression": "a * 2"}]},
        "a name that is unknown": {"Metrics": [half[0], {"Id": "c", "Expression": "a + nothing"}]},
        "no series": {"Metrics": [half[0], {"Id": "c", "Expression": "SUM(a)"}]},
        "no statistic": {"Namespace": "Prove", "MetricName": "a", "Period": 60},
        "an action that is no ARN": {"Metrics": [_query("a", 60, True)], "AlarmActions": ["mail"]},
    }
    answers = {name: _put_wrong(scratch, settings) for name, settings in wrong.items()}
    refused = all(one.code == "ValidationError" for one in answers.values())
    return ClaimFinding(
        ClaimVerdict.confirmed if refused else ClaimVerdict.refuted,
        "; ".join(f"{name}: {one}" for name, one in answers.items()),
        "an alarm for each; all must be refused with ValidationError",
    )


def _query(id_: str, period: int, returned: bool = False) -> dict[str, Any]:
    metric = {"Namespace": "Prove", "MetricName": id_}
    stat = {"Metric": metric, "Period": period, "Stat": "Sum"}
    return {"Id": id_, "MetricStat": stat, "ReturnData": returned}


def _put_wrong(scratch: Scratch, settings: dict[str, Any]) -> CloudAnswer:
    alarms = scratch.client("cloudwatch")
    answer = ask(
        alarms.put_metric_alarm,
        AlarmName=scratch.name,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        **settings,
    )
    if not answer.code:
        alarms.delete_alarms(AlarmNames=[scratch.name])
    return answer


def _in_alarm(scratch: Scratch, namespace: str, name: str) -> str:
    alarms = scratch.client("cloudwatch")
    alarms.put_metric_alarm(
        AlarmName=name,
        Namespace=namespace,
        MetricName="ThrottledRequests",
        Dimensions=[{"Name": "TableName", "Value": scratch.name}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching",
    )
    scratch.removes(alarms.delete_alarms, AlarmNames=[name])
    alarms.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="gitops prove")
    return name
