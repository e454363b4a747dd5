"""The functions that moto stores, read while other requests may create more."""

from typing import Any

from localcloud.refusals.requests import ServiceRequest


def all_functions(request: ServiceRequest) -> list[Any]:
    """The latest version of every function."""
    stored = request.backend("lambda")._lambdas._functions  # noqa: SLF001 (moto's list_functions fails when a function is created meanwhile)
    groups = [group["latest"] for group in list(stored.values())]
    return [latest for latest in groups if latest is not None]


def named_function(request: ServiceRequest) -> Any:
    """The function that the request names without a qualifier, None if there is none."""
    wanted = request.params["FunctionName"]
    for function in all_functions(request):
        if wanted in (function.function_name, function.function_arn):
            return function
    return None
