"""Patches of moto's Lambda."""

from localcloud.moto_patches.lambda_ import (
    account_settings,
    configuration,
    event_source_mappings,
    paths,
    triggers,
    variables,
)

_PATCHES = (account_settings, configuration, event_source_mappings, paths, triggers, variables)


def apply() -> None:
    """Apply the patches of Lambda."""
    for patch in _PATCHES:
        patch.apply()
