"""The webhook of a deployed environment, as an exchange sees it."""

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.environment import outputs, settings
from lambda_src.webhook_processor import schemes
from lambda_src.webhook_processor.schemes import standard_webhooks
from market import webhook_secrets as secrets
from market.feed.sending import WebhookEndpoint

STACK = "crypto-price-processing"


def find(exchange: str, suffix: str, cloud: Cloud, confirm: str) -> tuple[WebhookEndpoint, str]:
    """The webhook endpoint and its table.

    Raises:
        Refusal: the environment is protected and not confirmed, not deployed, does not serve the
            exchange, or has no secret for it; or the exchange has another scheme of signatures.
    """
    if settings.is_protected(suffix) and confirm != suffix:
        raise Refusal(f"{suffix} is a protected environment; confirm with --confirm {suffix}.")
    deployed = outputs.read(suffix).get(STACK)
    if deployed is None:
        raise Refusal(f"{STACK} of {suffix} is not deployed. Run gitops deploy --suffix {suffix}")
    if schemes.of(exchange) is not standard_webhooks:
        raise Refusal(f"{exchange} does not use Standard Webhooks signatures; choose another one.")
    if exchange not in secrets.served_exchanges(suffix):
        raise Refusal(
            f"{suffix} does not serve {exchange}: add it to exchange_endpoints in"
            " environments.toml and deploy."
        )
    secret = secrets.newest(exchange, suffix, cloud)
    endpoint = WebhookEndpoint(deployed["webhook_url"], exchange, secret)
    return endpoint, deployed["dynamodb_table_name"]
