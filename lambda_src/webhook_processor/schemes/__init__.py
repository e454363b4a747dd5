"""How exchanges authenticate their webhooks: by Standard Webhooks, or by a scheme of their own."""

from typing import Final

from lambda_src.webhook_processor.schemes import hex_hmac, path_token, standard_webhooks
from lambda_src.webhook_processor.schemes.scheme import Scheme

_OWN: Final[dict[str, Scheme]] = {"coinbasecommerce": hex_hmac, "tradingview": path_token}


def of(exchange: str) -> Scheme:
    """The scheme that authenticates the webhooks of `exchange`."""
    return _OWN.get(exchange, standard_webhooks)
