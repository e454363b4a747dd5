"""Parameters: what SSM refuses and moto takes.

Source, read 2026-11-26:
https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html.
"""

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_MOST_BYTES = {"Standard": 4096}
_MOST_BYTES_ADVANCED = 8192


def _size(request: ServiceRequest) -> None:
    tier = request.params.get("Tier", "Standard")
    most = _MOST_BYTES.get(tier, _MOST_BYTES_ADVANCED)
    if len(request.params["Value"].encode()) > most:
        raise ServiceError(
            "ValidationException",
            f"{tier} tier parameters support a maximum parameter value of {most} characters.",
        )


RULES: dict[str, tuple[Rule, ...]] = {"ssm.PutParameter": (_size,)}
