"""Patches of moto where it loses, rejects or invents what AWS keeps and answers.

One file, or one package, per AWS service. They are applied from outside: moto stays unchanged.
"""

from localcloud.moto_patches import (
    apigateway,
    dynamodb,
    ghosts,
    iam,
    kms,
    lambda_,
    logs,
    requests,
    s3,
    sns,
    sqs,
    sts,
)

_PATCHES = (
    requests,  # before any other that wraps a handler's call_action
    apigateway,
    dynamodb,
    ghosts,
    iam,
    kms,
    lambda_,
    logs,
    s3,
    sns,
    sqs,
    sts,
)


def apply() -> None:
    """Apply every patch; `wrapping.restore` takes all of them back."""
    for patch in _PATCHES:
        patch.apply()
