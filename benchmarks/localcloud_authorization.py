"""What the decisions on rights cost: the same mixed requests of a role with and without them."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3

import localcloud
from benchmarks import timing
from localcloud import hooks
from localcloud.identity import roles

REQUESTS, ROUNDS = 1_000, 7
TRUST = {"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
# As many statements as the roles of the account have, of which the last one decides.
OTHERS = 30


def measure() -> dict[str, float]:
    """`localcloud.authorization_overhead`."""
    with localcloud.running() as cloud:
        send = itertools.cycle(_requests(cloud.endpoint))
        decide = hooks.active.authorize

        def run(authorize: Callable[..., None]) -> None:
            hooks.active.authorize = authorize
            for request in itertools.islice(send, REQUESTS):
                request()

        overhead = timing.ratio(lambda: run(decide), lambda: run(_nothing), ROUNDS)
    return {"localcloud.authorization_overhead": overhead}


def _nothing(*_: object) -> None:
    return None


def _requests(endpoint: str) -> Iterator[Callable[[], object]]:
    """Reads and writes of five services, by a session of a role that may do all of it."""
    administrator = boto3.Session("test", "test", region_name="us-east-1")
    _make(lambda service: _client(administrator, service, endpoint))
    role = roles.find("bench")
    if role is None:
        raise RuntimeError("the role was not made")
    given = hooks.active.sessions.open(role.arn, role.id, "bench", 3600)
    session = boto3.Session(
        given.access_key_id, given.secret_access_key, given.token, region_name="us-east-1"
    )
    table, queue, topic, logs = (
        _client(session, each, endpoint) for each in ("dynamodb", "sqs", "sns", "logs")
    )
    url = queue.get_queue_url(QueueName="bench-jobs")["QueueUrl"]
    arn = "arn:aws:sns:us-east-1:123456789012:bench"
    yield lambda: table.put_item(TableName="bench", Item={"id": {"S": "1"}})
    yield lambda: table.get_item(TableName="bench", Key={"id": {"S": "1"}})
    yield lambda: queue.send_message(QueueUrl=url, MessageBody="x")
    yield lambda: queue.receive_message(QueueUrl=url)
    yield lambda: topic.publish(TopicArn=arn, Message="x")
    yield logs.describe_log_groups


def _client(session: boto3.Session, service: Any, endpoint: str) -> Any:
    return session.client(service, endpoint_url=endpoint)


def _make(client: Callable[[str], Any]) -> None:
    client("dynamodb").create_table(
        TableName="bench",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("sqs").create_queue(QueueName="bench-jobs")
    client("sns").create_topic(Name="bench")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **TRUST}]}
    client("iam").create_role(RoleName="bench", AssumeRolePolicyDocument=json.dumps(trust))
    client("iam").put_role_policy(
        RoleName="bench", PolicyName="own", PolicyDocument=json.dumps(_policy())
    )


def _policy() -> dict[str, Any]:
    tagged = {"StringEquals": {"aws:ResourceTag/Environment": "${aws:PrincipalTag/Environment}"}}
    others = [
        {"Effect": "Allow", "Action": f"{service}:*", "Resource": "*", "Condition": tagged}
        for service in itertools.islice(itertools.cycle(("dynamodb", "sqs", "sns")), OTHERS)
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [*others, {"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
