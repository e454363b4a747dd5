"""How exchanges prove that a webhook is theirs: Standard Webhooks, unless they have an own way."""

from typing import Final

from lambda_src.webhook_processor.schemes import hex_hmac, path_token, standard_webhooks
from lambda_src.webhook_processor.schemes.scheme import Scheme

_OWN: Final[dict[str, Scheme]] = {"coinbasecommerce": hex_hmac, "tradingview": path_token}


def of(exchange: str) -> Scheme:
    """The scheme by which `exchange` proves its webhooks."""
    return _OWN.get(exchange, standard_webhooks)
