"""A running cloud with what probes need: each call makes a resource of its own."""

import io
import itertools
import zipfile
from typing import Any

import boto3
from botocore.config import Config

from tests.localcloud.documents import EVERYTHING, LAMBDA_TRUST

ACCOUNT = "123456789012"
REGION = "us-east-1"
# What botocore would refuse itself must reach the cloud.
_CONFIG = Config(retries={"total_max_attempts": 1}, parameter_validation=False)


class World:
    """Makes clients of a cloud, and resources in it."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._session = boto3.Session("test", "test", region_name=REGION)
        self._clients: dict[str, Any] = {}
        self._numbers = itertools.count(1)
        self._role = ""

    def client(self, service: str) -> Any:
        """A client that sends every parameter as it is given."""
        if service not in self._clients:
            name: Any = service  # the stubs know only literal names
            self._clients[service] = self._session.client(
                name, endpoint_url=self._endpoint, config=_CONFIG
            )
        return self._clients[service]

    def name(self) -> str:
        """A name that nothing has."""
        return f"probe-{next(self._numbers)}"

    def role(self) -> str:
        """The ARN of a role for functions."""
        if not self._role:
            created = self.client("iam").create_role(
                RoleName="functions", AssumeRolePolicyDocument=LAMBDA_TRUST
            )
            self._role = created["Role"]["Arn"]
            self.client("iam").put_role_policy(
                RoleName="functions", PolicyName="everything", PolicyDocument=EVERYTHING
            )
        return self._role

    def function_settings(self, **settings: Any) -> dict[str, Any]:
        """Arguments with which CreateFunction succeeds, but for the settings."""
        return {
            "FunctionName": self.name(),
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Role": self.role(),
            "Code": {"ZipFile": zipped(b"def handler(event, context): return event")},
            **settings,
        }

    def function(self, **settings: Any) -> str:
        """The name of a new function."""
        created = self.client("lambda").create_function(**self.function_settings(**settings))
        name: str = created["FunctionName"]
        return name

    def function_for_logs(self) -> str:
        """The name of a new function that CloudWatch Logs may invoke."""
        name = self.function()
        self.client("lambda").add_permission(
            FunctionName=name,
            StatementId="logs",
            Action="lambda:InvokeFunction",
            Principal="logs.amazonaws.com",
        )
        return name

    def queue(self, name: str = "", **attributes: str) -> str:
        """The URL of a new queue."""
        created = self.client("sqs").create_queue(
            QueueName=name or self.name(), Attributes=attributes
        )
        url: str = created["QueueUrl"]
        return url

    def queue_arn(self, name: str = "", **attributes: str) -> str:
        """The ARN of a new queue."""
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.queue(name, **attributes).rsplit('/', 1)[1]}"

    def topic(self) -> str:
        """The ARN of a new topic."""
        arn: str = self.client("sns").create_topic(Name=self.name())["TopicArn"]
        return arn

    def table(self) -> str:
        """The name of a new table with the key `id` and a stream."""
        created = self.client("dynamodb").create_table(**self.table_settings())
        name: str = created["TableDescription"]["TableName"]
        return name

    def table_settings(self, **settings: Any) -> dict[str, Any]:
        """Arguments with which CreateTable succeeds, but for the settings."""
        return {
            "TableName": self.name(),
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
            **settings,
        }

    def stream(self) -> str:
        """The ARN of the stream of a new table."""
        described = self.client("dynamodb").describe_table(TableName=self.table())
        arn: str = described["Table"]["LatestStreamArn"]
        return arn

    def key(self, **settings: Any) -> str:
        """The ARN of a new KMS key."""
        arn: str = self.client("kms").create_key(**settings)["KeyMetadata"]["Arn"]
        return arn

    def log_group(self) -> str:
        """The name of a new log group."""
        name = self.name()
        self.client("logs").create_log_group(logGroupName=name)
        return name

    def rest_api(self) -> tuple[str, str]:
        """The ids of a new REST API and its root."""
        created = self.client("apigateway").create_rest_api(name=self.name())
        return created["id"], created["rootResourceId"]

    def alarm_settings(self, **settings: Any) -> dict[str, Any]:
        """Arguments with which PutMetricAlarm succeeds, but for the settings."""
        return {
            "AlarmName": self.name(),
            "Namespace": "AWS/SQS",
            "MetricName": "NumberOfMessagesSent",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanThreshold",
            **settings,
        }


def zipped(source: bytes) -> bytes:
    """A deployment package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.py", source)
    return buffer.getvalue()
