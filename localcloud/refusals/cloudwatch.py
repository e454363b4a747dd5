"""Dashboards: what CloudWatch refuses and moto takes.

Sources: tests/recordings/aws/errors.jsonl (test_invalid_dashboard_name); what AWS checks of a body,
as somebody measured: https://github.com/badmintoncryer/cdk-preflight/tree/main/rules/cloudwatch,
read 2026-11-27.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_DASHBOARD = re.compile(r"[\w-]+", re.ASCII)


def _dashboard_name(request: ServiceRequest) -> None:
    if not _DASHBOARD.fullmatch(request.params["DashboardName"]):
        raise ServiceError(
            "InvalidParameterValue",
            "The value for field DashboardName contains invalid characters. It can only contain"
            " alphanumerics, dash (-) and underscore (_).\n",
            400,
        )


def _dashboard_body(request: ServiceRequest) -> None:
    try:
        body = json.loads(request.params["DashboardBody"])
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _body_error("The field DashboardBody must be a valid JSON object")
    if problems := list(_problems(body)):
        listed = json.dumps([{"dataPath": at, "message": text} for at, text in problems], indent=2)
        raise _body_error(
            f"The dashboard body is invalid, there are {len(problems)} validation errors: {listed}"
        )


def _problems(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Where the body breaks its form, and how."""
    widgets = body.get("widgets")
    if "widgets" not in body:
        yield "", "Should have required property 'widgets'"
    elif not isinstance(widgets, list):
        yield "/widgets", "Should be array"
    else:
        for number, widget in enumerate(widgets):
            at = f"/widgets/{number}"
            if not isinstance(widget, dict):
                yield at, "Should be object"
                continue
            for name in ("type", "properties"):
                if name not in widget:
                    yield at, f"Should have required property '{name}'"


def _body_error(message: str) -> ServiceError:
    return ServiceError("InvalidParameterInput", message, 400)


RULES: dict[str, tuple[Rule, ...]] = {"cloudwatch.PutDashboard": (_dashboard_name, _dashboard_body)}
