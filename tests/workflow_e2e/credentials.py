"""What aws-actions/configure-aws-credentials does: an identity token for a session of a role.

https://github.com/aws-actions/configure-aws-credentials, read 2026-11-26.
"""

import json
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config

REQUEST_TOKEN, REQUEST_URL = "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL"
# What the action asks for unless an input says otherwise.
AUDIENCE, SESSION_NAME, SECONDS = "sts.amazonaws.com", "GitHubActions", "3600"
INPUTS = {
    *("audience", "aws-region", "role-duration-seconds", "role-session-name", "role-to-assume"),
}
UNSIGNED_REQUEST = Config(signature_version=UNSIGNED)


def take_role(inputs: Mapping[str, str], env: Mapping[str, str], endpoint: str) -> dict[str, str]:
    """The variables with the credentials of a session, from STS at `endpoint`.

    Raises:
        ClientError: STS refuses.
    """
    sts = _client(endpoint, inputs["aws-region"], config=UNSIGNED_REQUEST)
    given = sts.assume_role_with_web_identity(
        RoleArn=inputs["role-to-assume"],
        RoleSessionName=inputs.get("role-session-name", SESSION_NAME),
        DurationSeconds=int(inputs.get("role-duration-seconds", SECONDS)),
        WebIdentityToken=identity_token(env, inputs.get("audience", AUDIENCE)),
    )["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": given["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
        "AWS_SESSION_TOKEN": given["SessionToken"],
        "AWS_REGION": inputs["aws-region"],
        "AWS_DEFAULT_REGION": inputs["aws-region"],
    }


def identity_token(env: Mapping[str, str], audience: str) -> str:
    """The token that GitHub issues to the job with these variables."""
    request = urllib.request.Request(  # noqa: S310 (the fake GitHub)
        f"{env[REQUEST_URL]}&audience={urllib.parse.quote(audience, safe='')}",
        headers={"Authorization": f"Bearer {env[REQUEST_TOKEN]}"},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 (as above)
        return str(json.load(answer)["value"])


def role_of(variables: Mapping[str, str], endpoint: str) -> str:
    """The name of the role whose session the variables open, as AWS says."""
    sts = _client(
        endpoint,
        variables["AWS_REGION"],
        aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=variables["AWS_SESSION_TOKEN"],
    )
    return str(sts.get_caller_identity()["Arn"]).split("/")[1]


def _client(endpoint: str, region: str, **more: Any) -> Any:
    return boto3.client("sts", region, endpoint_url=endpoint, **more)
