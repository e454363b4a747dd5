"""A detect-secrets plugin for the format of webhook secrets: `make secrets`."""

import re

from detect_secrets.plugins.base import RegexBasedDetector


class WebhookSecretDetector(RegexBasedDetector):
    """Finds secrets of Standard Webhooks, whose mark no built-in detector knows.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """

    secret_type = "Standard Webhooks Secret"  # noqa: S105 (its name, not one)
    denylist = (re.compile(r"whsec_[A-Za-z0-9+/]{32,88}={0,2}"),)
