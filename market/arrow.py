"""The library for Parquet files, which is an extra."""

import importlib
from typing import Any

from gitops.adapters.errors import Refusal


def arrow() -> Any:
    """pyarrow, with its part for Parquet.

    Raises:
        Refusal: it is not installed.
    """
    try:
        importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise Refusal("Parquet needs the extra: pip install 'market-pipelines[data]'.") from None
    return importlib.import_module("pyarrow")
