"""Reads webhook secrets from the SSM parameter store."""

from typing import TYPE_CHECKING

from lambda_src.webhook_processor.ports import SecretStore

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


class ParameterStore(SecretStore):
    """One SecureString per exchange and environment, named prefix + exchange + "-" + suffix."""

    def __init__(self, client: "SSMClient", prefix: str, environment: str) -> None:
        self._client = client
        self._prefix = prefix
        self._environment = environment

    def read(self, exchange: str) -> str | None:
        """The text with the active secrets of `exchange`; None if there is none."""
        name = f"{self._prefix}{exchange}-{self._environment}"
        try:
            answer = self._client.get_parameter(Name=name, WithDecryption=True)
        except self._client.exceptions.ParameterNotFound:
            return None
        return answer["Parameter"]["Value"]
