"""Parameters: what SSM refuses and moto takes.

Sources, read 2026-11-26: https://docs.aws.amazon.com/systems-manager/latest/APIReference/
API_PutParameter.html (names), https://docs.aws.amazon.com/systems-manager/latest/userguide/
parameter-store-advanced-parameters.html (sizes).
"""

import re

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_MOST_BYTES = {"Standard": 4096}
_MOST_BYTES_ADVANCED = 8192
_NAME = re.compile(r"[\w.\-/]+|arn:.+", re.ASCII)


def _name(request: ServiceRequest) -> None:
    name = request.params["Name"]
    if not _NAME.fullmatch(name):
        raise ServiceError(
            "ValidationException",
            'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive). If formed'
            " as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be"
            " formed as a mix of letters, numbers and the following 3 symbols .-_",
        )


def _size(request: ServiceRequest) -> None:
    tier = request.params.get("Tier", "Standard")
    most = _MOST_BYTES.get(tier, _MOST_BYTES_ADVANCED)
    if len(request.params["Value"].encode()) > most:
        raise ServiceError(
            "ValidationException",
            f"{tier} tier parameters support a maximum parameter value of {most} characters.",
        )


RULES: dict[str, tuple[Rule, ...]] = {"ssm.PutParameter": (_name, _size)}
