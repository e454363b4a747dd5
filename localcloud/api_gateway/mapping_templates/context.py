"""The variable $context of mapping templates.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
($context variables).
"""

from datetime import UTC, datetime
from typing import Any

from localcloud.account import ACCOUNT, REGION
from localcloud.api_gateway.request import ApiRequest
from localcloud.api_gateway.routing import ApiRoute


def context_variables(request: ApiRequest, route: ApiRoute) -> dict[str, Any]:
    """The members of $context for one request, as recorded in test_lambda_aws_proxy_integration.

    `responseOverride` starts empty; a template that sets it changes the response.
    """
    received = datetime.fromtimestamp(request.received_s, UTC)
    return {
        "accountId": ACCOUNT,
        "apiId": route.api.id,
        "deploymentId": route.stage.deployment_id,
        "domainName": f"{route.api.id}.execute-api.{REGION}.amazonaws.com",
        "domainPrefix": route.api.id,
        "extendedRequestId": request.request_id,
        "httpMethod": request.method,
        "identity": {
            "sourceIp": request.source_ip,
            "userAgent": request.header("user-agent") or "",
        },
        "path": f"/{request.stage}{request.path}",
        "protocol": "HTTP/1.1",
        "requestId": request.request_id,
        "requestTime": received.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": int(request.received_s * 1000),
        "resourceId": route.resource.id,
        "resourcePath": route.resource_path,
        "responseOverride": {"header": {}},
        "stage": request.stage,
    }
