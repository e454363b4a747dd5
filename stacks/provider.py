"""Loads only those modules of the prebuilt provider that are used.

The package's root imports 2,136 resource modules, which takes 7 s with bytecode and 30 s without.
A bare module object in its place, with the path of the real folder, lets each submodule be
imported on its own; the synthesized bytes are the same.
"""

import importlib.util
import os
import sys

PACKAGE = "cdktf_cdktf_provider_aws"
# For the benchmark that proves both claims: faster, and byte-equal.
STOCK_IMPORT = "MARKET_STOCK_PROVIDER_IMPORT"


def load_on_demand() -> None:
    """Put the bare module in place, unless the real root is loaded already or asked for."""
    if PACKAGE in sys.modules or os.environ.get(STOCK_IMPORT):
        return
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None:  # settings can be read all the same; who needs more fails at its import
        return
    # Made, but not executed: it has the path and none of the root's imports.
    sys.modules[PACKAGE] = importlib.util.module_from_spec(spec)
