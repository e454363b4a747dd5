"""Loads only those modules of the prebuilt provider that are used.

The package's root imports 2,136 resource modules: 7 s with bytecode, 30 s without. This module
replaces the root by an empty module with the same path, so that Python imports each submodule on
its own. The synthesized bytes are the same.
"""

import importlib.util
import os
import sys

PACKAGE = "cdktf_cdktf_provider_aws"
# The benchmark sets it to compare both ways: speed, and equal bytes.
STOCK_IMPORT = "MARKET_STOCK_PROVIDER_IMPORT"


def load_on_demand() -> None:
    """Install the empty module, unless the real root is loaded already or requested."""
    if PACKAGE in sys.modules or os.environ.get(STOCK_IMPORT):
        return
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None:  # settings can be read all the same; who needs more fails at its import
        return
    # Created, but not executed: it has the path, and none of the root's imports.
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
