"""Dashboards: what CloudWatch refuses and moto takes.

Source: tests/recordings/aws/errors.jsonl (test_invalid_dashboard_name).
"""

import re

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


RULES: dict[str, tuple[Rule, ...]] = {"cloudwatch.PutDashboard": (_dashboard_name,)}
