"""Probes of CloudWatch alarms."""

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.scratch import CloudAnswer, Scratch

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
