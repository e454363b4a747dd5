"""Promise: one customer-managed key per stack; it rotates, and its policy names its users."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from constructs import Construct

from stacks.constructs.account import Account
from stacks.constructs.policy_document import document, from_alarms, statement
from stacks.environment import Environment
from stacks.permissions import key_policy

# The shortest window that KMS allows: KMS charges for a key until it is deleted.
DELETION_WINDOW_DAYS = 7


class EncryptionKey(Construct):
    """A key for the named log groups and alarms, and for roles whose IAM policies allow it.

    The role of GitHub Actions that deploys the environment has its rights from the key's policy.
    Lambda, DynamoDB, SQS and SNS call KMS as their caller and need no statement:
    https://docs.aws.amazon.com/kms/latest/developerguide/services.html.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        environment: Environment,
        account: Account,
        *,
        log_groups: Sequence[str],
        alarms: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        self._environment = environment
        self._account = account
        self.key = self._build_key(id_, self._logs(log_groups), self._alarms(alarms))
        self._build_alias(id_)

    @property
    def arn(self) -> str:
        """The key's ARN."""
        return self.key.arn

    def _build_key(self, name: str, *services: dict[str, object]) -> KmsKey:
        deployment = key_policy.deployment(self._account, self._environment.suffix)
        return KmsKey(
            self,
            "key",
            description=f"Encrypts all data of {self._environment.name(name)}",
            tags={"Name": self._environment.name(name)},
            enable_key_rotation=True,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            policy=document([self._account_admin(), *deployment, *services]),
        )

    def _build_alias(self, name: str) -> None:
        alias = f"alias/{self._environment.name(name)}"
        KmsAlias(self, "alias", name=alias, target_key_id=self.key.key_id)

    def _account_admin(self) -> dict[str, object]:
        return statement("AccountAdmin", ["kms:*"], ["*"], principal={"AWS": self._account.root})

    def _logs(self, log_groups: Sequence[str]) -> dict[str, object]:
        """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html.

        That page grants kms:Describe*, too; under this condition nobody gets it:
        docs/claims.md#describe-key-context
        """
        arns = [self._account.arn("logs", f"log-group:{name}") for name in log_groups]
        actions = ["Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*"]
        return statement(
            "Logs",
            [f"kms:{action}" for action in actions],
            ["*"],
            {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arns}},
            {"Service": f"logs.{self._account.region}.amazonaws.com"},
        )

    def _alarms(self, alarms: Sequence[str]) -> dict[str, object]:
        """https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns.

        docs/claims.md#alarm-source-in-kms
        """
        return statement(
            "Alarms",
            ["kms:Decrypt", "kms:GenerateDataKey*"],
            ["*"],
            from_alarms(self._account, alarms),
            {"Service": "cloudwatch.amazonaws.com"},
        )
