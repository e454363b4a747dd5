"""boto3 clients of exactly the cloud that was named."""

from collections.abc import Mapping
from typing import Any

import boto3
from botocore.config import Config

from gitops.adapters.cloud import REGION, Cloud

# A forgotten AWS_ENDPOINT_URL must not send `--cloud aws` to an embedded cloud.
CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 8},
    ignore_configured_endpoint_urls=True,  # type: ignore[call-arg]  # the stubs lack it
)


def client(
    cloud: Cloud,
    service: str,
    credentials: Mapping[str, Any] | None = None,
    *,
    attempts: int | None = None,
) -> Any:
    """A low-level client of `service` in the cloud.

    It has the caller's rights, or those of a session with the `credentials` that STS returned. A
    request is tried eight times, or so many `attempts`.
    """
    # The stubs know a client by the literal name of its service only.
    session: Any = boto3.Session(region_name=REGION)
    retries: Any = {"mode": "standard", "total_max_attempts": attempts}
    config = CONFIG.merge(Config(retries=retries)) if attempts else CONFIG
    if credentials:
        return session.client(
            service,
            config=config,
            endpoint_url=cloud.endpoint or None,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )
    if not cloud.is_local:
        return session.client(service, config=config, endpoint_url=cloud.endpoint or None)
    return session.client(
        service,
        config=config,
        endpoint_url=cloud.endpoint,
        aws_access_key_id=cloud.variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=cloud.variables["AWS_SECRET_ACCESS_KEY"],
    )
