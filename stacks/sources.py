"""The addresses from which an exchange may post; any other has no business at its path."""

import ipaddress
from collections.abc import Mapping, Sequence
from typing import Any


def check(sources: Mapping[str, Any], served: Mapping[str, str]) -> None:
    """Refuse addresses that API Gateway cannot apply.

    Raises:
        ValueError: of an exchange that is not served, or no list of addresses, in one sentence.
    """
    for exchange, addresses in sources.items():
        if exchange not in served:
            raise ValueError(f"source_addresses of {exchange}: it is not in exchange_endpoints.")
        if not isinstance(addresses, list | tuple) or not addresses:
            raise ValueError(f"source_addresses of {exchange} must be a list of addresses.")
        for address in addresses:
            if not _is_network(address):
                raise ValueError(
                    f"source_addresses of {exchange}: {address!r} is refused; write an IP address"
                    " or a CIDR block as text."
                )


def _is_network(address: object) -> bool:
    try:
        return isinstance(address, str) and bool(ipaddress.ip_network(address))
    except ValueError:
        return False


def resource_policy(execution_arn: str, sources: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Who may call the REST API: everybody, save at the paths of the exchanges in `sources`.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
    """
    statements: list[dict[str, Any]] = [_statement("Allow", [f"{execution_arn}/*"])]
    for exchange, addresses in sorted(sources.items()):
        path = f"{execution_arn}/*/POST/webhooks/{exchange}"
        denied = _statement("Deny", [path, f"{path}/*"])
        denied["Condition"] = {"NotIpAddress": {"aws:SourceIp": sorted(addresses)}}
        statements.append(denied)
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(effect: str, resources: list[str]) -> dict[str, Any]:
    action = "execute-api:Invoke"
    return {"Effect": effect, "Principal": "*", "Action": action, "Resource": resources}
