"""Promise: a topic is encrypted, and only the account can subscribe to it."""

from collections.abc import Sequence
from typing import Any

from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from stacks.constructs.account import Account
from stacks.constructs.encryption_key import EncryptionKey
from stacks.constructs.policy_document import compact, document, from_alarms, statement
from stacks.environment import Environment

# Alarms that begin or end, and what error-notifier publishes. An alarm runs the action of its
# first state, OK, like that of any other:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
# (OKActions: "when this alarm transitions to an OK state from any other state"), read 2026-11-26.
_NEWS = {
    "$or": [
        {"NewStateValue": ["ALARM"]},
        {"OldStateValue": ["ALARM"]},
        {"NewStateValue": [{"exists": False}]},
    ]
}


class NotificationTopic(Construct):
    """A topic whose policy allows the account to subscribe, and `alarms` to publish.

    Roles publish with their own IAM policies.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        account: Account,
        key: EncryptionKey,
        *,
        alarms: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._account = account
        name = environment.name(id_)
        self.topic = SnsTopic(
            self, "topic", name=name, kms_master_key_id=key.arn, tags={"Name": name}
        )
        self._build_policy(alarms)

    @property
    def arn(self) -> str:
        """The topic's ARN."""
        return self.topic.arn

    def mail_to(self, address: str) -> None:
        """Send the messages to the address, once its owner has confirmed the subscription.

        A new alarm has no data, and then it is OK: that is no news, and left out.
        """
        SnsTopicSubscription(
            self,
            "email",
            topic_arn=self.arn,
            protocol="email",
            endpoint=address,
            filter_policy=compact(_NEWS),
            filter_policy_scope="MessageBody",
        )

    def _build_policy(self, alarms: Sequence[str]) -> None:
        statements = [self._account_subscribes()]
        if alarms:
            statements.append(self._alarms_publish(alarms))
        SnsTopicPolicy(self, "policy", arn=self.topic.arn, policy=document(statements))

    def _account_subscribes(self) -> dict[str, Any]:
        return statement(
            "AccountSubscribes",
            ["sns:Subscribe"],
            [self.topic.arn],
            principal={"AWS": self._account.root},
        )

    def _alarms_publish(self, alarms: Sequence[str]) -> dict[str, Any]:
        """https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html."""
        return statement(
            "AlarmsPublish",
            ["sns:Publish"],
            [self.topic.arn],
            from_alarms(self._account, alarms),
            {"Service": "cloudwatch.amazonaws.com"},
        )
