"""The environment variables of a runtime process.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html ("Defined runtime
environment variables"; reserved ones cannot be set by the function's configuration).
"""

import os
from collections.abc import Mapping
from pathlib import Path

from localcloud.identity.sessions import Session
from localcloud.lambda_.runtime.deployment import Deployment


def variables(
    deployment: Deployment, task_root: Path, log_stream: str, endpoint: str, session: Session
) -> dict[str, str]:
    """All variables but PYTHONPATH and AWS_LAMBDA_RUNTIME_API.

    `endpoint` is the AWS endpoint for every client of the function, `session` its credentials.
    """
    return {
        "PATH": os.defpath,
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        **_sdk(deployment.region, endpoint),
        **deployment.environment,
        **_reserved(deployment, task_root, log_stream),
        **_credentials(session),
        **_logging(deployment),
    }


def session_token(function: str, log_stream: str) -> str:
    """The session token that identifies an execution environment: function and log stream."""
    return f"{function}/{log_stream.rpartition(']')[2]}"


def _sdk(region: str, endpoint: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": region,
        # The user's own AWS profile must not leak into a function.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _reserved(deployment: Deployment, task_root: Path, log_stream: str) -> Mapping[str, str]:
    return {
        "_HANDLER": deployment.handler,
        "LAMBDA_TASK_ROOT": str(task_root),
        "AWS_REGION": deployment.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{deployment.runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": deployment.name,
        "AWS_LAMBDA_FUNCTION_VERSION": deployment.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(deployment.memory_mb),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": deployment.log_group,
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
    }


def _credentials(session: Session) -> Mapping[str, str]:
    """As on AWS, every execution environment has its own."""
    return {
        "AWS_ACCESS_KEY_ID": session.access_key_id,
        "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
        "AWS_SESSION_TOKEN": session.token,
    }


def _logging(deployment: Deployment) -> Mapping[str, str]:
    """The variables for the runtime's log handler (python-logging.html, "advanced logging")."""
    level = deployment.application_log_level
    return {
        "AWS_LAMBDA_LOG_FORMAT": deployment.log_format,
        **({"AWS_LAMBDA_LOG_LEVEL": level} if level else {}),
    }
