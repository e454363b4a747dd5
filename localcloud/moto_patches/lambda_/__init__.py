"""Patches of moto's Lambda."""

from localcloud.moto_patches.lambda_ import (
    account_settings,
    configuration,
    event_source_mappings,
    triggers,
    variables,
)


def apply() -> None:
    """Apply the patches of Lambda."""
    for patch in (account_settings, configuration, event_source_mappings, triggers, variables):
        patch.apply()
