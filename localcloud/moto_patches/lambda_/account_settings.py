"""GetAccountSettings, which moto lacks: limits and unreserved concurrency of the account.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html; the limits are
the defaults of https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.
"""

import json
from typing import Any

from moto.awslambda import urls
from moto.awslambda.responses import LambdaResponse

from localcloud.account import CONCURRENT_EXECUTIONS
from localcloud.moto_patches.wrapping import replace

_PATH = r"{0}/(?P<api_version>[^/]+)/account-settings/$"
_GIGABYTE = 1024**3
_MEGABYTE = 1024**2


def apply() -> None:
    """Add the operation to LambdaResponse and its path to moto's router."""
    replace(urls, "url_paths", urls.url_paths | {_PATH: LambdaResponse.dispatch})
    replace(LambdaResponse, "get_account_settings", get_account_settings)


def get_account_settings(handler: Any) -> str:
    """Answer GetAccountSettings."""
    # Not what ListFunctions shows: that may be late.
    functions = list(handler.backend._lambdas.latest())  # noqa: SLF001 (moto has no public name for it)
    reserved = sum(int(function.reserved_concurrency or 0) for function in functions)
    limit = {
        "TotalCodeSize": 75 * _GIGABYTE,
        "CodeSizeUnzipped": 250 * _MEGABYTE,
        "CodeSizeZipped": 50 * _MEGABYTE,
        "ConcurrentExecutions": CONCURRENT_EXECUTIONS,
        "UnreservedConcurrentExecutions": CONCURRENT_EXECUTIONS - reserved,
    }
    usage = {
        "TotalCodeSize": sum(function.code_size for function in functions),
        "FunctionCount": len(functions),
    }
    return json.dumps({"AccountLimit": limit, "AccountUsage": usage})
