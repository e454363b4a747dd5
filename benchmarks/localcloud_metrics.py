"""What measuring costs: the same invocations with and without CloudWatch's metrics."""

import io
import json
import zipfile
from typing import Any

import boto3

import localcloud
from benchmarks import timing
from localcloud import hooks
from localcloud.cloudwatch import store
from localcloud.cloudwatch.store import MetricStore

# A thousand on each side, in short turns: what else the machine does hits both.
INVOKES, ROUNDS = 50, 20
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
# A line with an embedded metric, as each function of the pipelines writes it.
CODE = """
import json, time
def handler(event, context):
    metrics = [{"Namespace": "Bench", "Dimensions": [["f"]], "Metrics": [{"Name": "n"}]}]
    aws = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": metrics}
    print(json.dumps({"_aws": aws, "f": "bench", "n": 1}))
"""


class _Nothing(MetricStore):
    """Stores no metric."""

    def put_samples(self, *_: Any) -> None:
        """Ignore the samples."""


def measure() -> dict[str, float]:
    """`localcloud.metrics_overhead`."""
    with localcloud.running() as cloud:
        _make(cloud.endpoint)
        functions = _client("lambda", cloud.endpoint)
        metrics, stored = store.active, hooks.active.log_events_stored

        def run(to: MetricStore, logs: Any) -> None:
            store.activate(to)
            hooks.active.log_events_stored = logs
            for _ in range(INVOKES):
                functions.invoke(FunctionName="bench")["Payload"].read()

        overhead = timing.ratio(
            lambda: run(metrics, stored), lambda: run(_Nothing(), _ignore), ROUNDS
        )
    return {"localcloud.metrics_overhead": overhead}


def _ignore(*_: object) -> None:
    return None


def _client(service: Any, endpoint: str) -> Any:
    session = boto3.Session("test", "test", region_name="us-east-1")
    return session.client(service, endpoint_url=endpoint)


def _make(endpoint: str) -> None:
    """The function, with a metric filter as those of the pipelines on its log group."""
    iam, logs = _client("iam", endpoint), _client("logs", endpoint)
    role = iam.create_role(
        RoleName="bench", AssumeRolePolicyDocument=_document({**TRUST, "Action": "sts:AssumeRole"})
    )["Role"]["Arn"]
    iam.put_role_policy(RoleName="bench", PolicyName="all", PolicyDocument=_document(EVERYTHING))
    logs.create_log_group(logGroupName="/aws/lambda/bench")
    logs.put_metric_filter(
        logGroupName="/aws/lambda/bench",
        filterName="errors",
        filterPattern='{ $.level = "ERROR" || $.level = "CRITICAL" }',
        metricTransformations=[
            {"metricName": "errors", "metricNamespace": "Bench", "metricValue": "1"}
        ],
    )
    _client("lambda", endpoint).create_function(
        FunctionName="bench",
        Runtime="python3.13",
        Handler="index.handler",
        Role=role,
        Code={"ZipFile": _zipped(CODE)},
    )


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _zipped(source: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.py", source)
    return buffer.getvalue()
