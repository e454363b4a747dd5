"""Synthesized values are priced as the stack knows them, wherever they are written."""

from gitops.cost.estimate import estimate
from gitops.cost.report import usd
from gitops.cost.resources import synthesized
from policies.engine import synth

STACK = {
    "resource": {
        "aws_lambda_function": {
            "one": {"memory_size": 1024, "function_name": "one"},
            "two": {"memory_size": "${aws_lambda_function.one.memory_size}"},
            "three": {"memory_size": "${aws_lambda_function.one.unwritten}"},
        },
        "aws_cloudwatch_metric_alarm": {
            "slow": {"period": 10},
            "same": {
                "metric_query": [
                    {"metric": {"period": "${aws_cloudwatch_metric_alarm.slow.period}"}}
                ]
            },
        },
    }
}


def test_a_reference_is_priced_with_what_it_leads_to() -> None:
    (resources,) = synthesized([synth.stack("orders", STACK)]).values()

    values = {one.address: one.values for one in resources}
    assert values["aws_lambda_function.two"]["memory_size"] == 1024
    found = estimate("orders", resources, None)
    assert usd(found.monthly) == "0.60"
    assert dict(found.unpriced) == {"aws_lambda_function (memory_size is unknown until apply)": 1}
