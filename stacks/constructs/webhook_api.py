"""Promise: the API answers 202 only for what Lambda has accepted, and limits the rate."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from cdktf import (
    DefaultTokenResolver,
    StringConcat,
    TerraformResource,
    TerraformResourceLifecycle,
    Tokenization,
)
from cdktf_cdktf_provider_aws.api_gateway_deployment import ApiGatewayDeployment
from cdktf_cdktf_provider_aws.api_gateway_integration import ApiGatewayIntegration
from cdktf_cdktf_provider_aws.api_gateway_integration_response import ApiGatewayIntegrationResponse
from cdktf_cdktf_provider_aws.api_gateway_method import ApiGatewayMethod
from cdktf_cdktf_provider_aws.api_gateway_method_response import ApiGatewayMethodResponse
from cdktf_cdktf_provider_aws.api_gateway_method_settings import (
    ApiGatewayMethodSettings,
    ApiGatewayMethodSettingsSettings,
)
from cdktf_cdktf_provider_aws.api_gateway_resource import ApiGatewayResource
from cdktf_cdktf_provider_aws.api_gateway_rest_api import (
    ApiGatewayRestApi,
    ApiGatewayRestApiEndpointConfiguration,
)
from cdktf_cdktf_provider_aws.api_gateway_rest_api_policy import ApiGatewayRestApiPolicy
from cdktf_cdktf_provider_aws.api_gateway_stage import ApiGatewayStage
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from constructs import Construct

from stacks import sources
from stacks.constructs.failure_path import AsynchronousFailurePath
from stacks.constructs.pipeline_function import PipelineFunction
from stacks.constructs.policy_document import compact
from stacks.constructs.webhook_template import webhook_template
from stacks.environment import Environment

METHOD = "POST"
STAGE = "v1"
ACCEPTED, NOT_ACCEPTED = "202", "502"
# Matches any error text, line breaks included, but not the empty text of a success.
ANY_ERROR = r"(\n|.)+"
MEDIA_TYPES = ("application/json", "text/plain")
RESPONSES = {ACCEPTED: '{"message":"accepted"}', NOT_ACCEPTED: '{"message":"not accepted"}'}
# All types, so that every body arrives byte for byte: the signature covers its bytes.
BINARY_MEDIA_TYPES = ("*/*",)
Part = TypeVar("Part", bound=TerraformResource)


class WebhookApi(Construct):
    """POST /webhooks/{exchange} and /webhooks/{exchange}/{token}; both invoke asynchronously."""

    def __init__(
        self, scope: Construct, id_: str, environment: Environment, function: PipelineFunction
    ) -> None:
        super().__init__(scope, id_)
        function.require_failure_path(AsynchronousFailurePath)
        self._environment = environment
        self._function = function
        self._parts: list[TerraformResource] = []
        self._described: list[str] = []
        self.api = self._build_api(id_)
        self._build_endpoints()
        self._build_source_policy()
        self.stage = self._build_stage(self._build_deployment())
        self._build_throttle()
        self._build_permission()

    @property
    def webhook_url(self) -> str:
        """The URL that exchanges post to; append `/<exchange>`."""
        return f"{self.stage.invoke_url}/webhooks"

    def _build_api(self, name: str) -> ApiGatewayRestApi:
        binary = list(BINARY_MEDIA_TYPES)
        api = ApiGatewayRestApi(
            self,
            "api",
            name=self._environment.name(name),
            tags={"Name": self._environment.name(name)},
            endpoint_configuration=ApiGatewayRestApiEndpointConfiguration(types=["REGIONAL"]),
            binary_media_types=binary,
        )
        self._describe(api, {"binary_media_types": binary})
        return api

    def _part(self, kind: Callable[..., Part], scope: Construct, id_: str, **settings: Any) -> Part:
        """Declare a part of the API, and record its settings for the deployment's trigger."""
        part = kind(scope, id_, rest_api_id=self.api.id, **settings)
        self._describe(part, settings)
        self._parts.append(part)
        return part

    def _describe(self, part: TerraformResource, settings: Mapping[str, Any]) -> None:
        """Record the settings as Terraform reads them, references by their addresses."""
        own = {name: value for name, value in settings.items() if name != "depends_on"}
        resolver = DefaultTokenResolver(StringConcat())
        read = Tokenization.resolve(own, preparing=False, scope=self, resolver=resolver)
        self._described.append(compact([type(part).__name__, part.node.path, read]))

    def _build_endpoints(self) -> None:
        webhooks = self._build_path("webhooks", self.api.root_resource_id, "webhooks")
        exchange = self._build_path("exchange", webhooks.id, "{exchange}")
        token = self._build_path("token", exchange.id, "{token}")
        self._build_endpoint("signed", exchange, webhook_template(token=False))
        self._build_endpoint("tokened", token, webhook_template(token=True))

    def _build_source_policy(self) -> None:
        addresses = self._environment.source_addresses
        if addresses:
            policy = sources.resource_policy(self.api.execution_arn, addresses)
            self._part(ApiGatewayRestApiPolicy, self, "sources", policy=compact(policy))

    def _build_path(self, id_: str, parent: str, part: str) -> ApiGatewayResource:
        return self._part(ApiGatewayResource, self, id_, parent_id=parent, path_part=part)

    def _build_endpoint(self, id_: str, path: ApiGatewayResource, template: str) -> None:
        endpoint = Construct(self, id_)
        method = self._part(
            ApiGatewayMethod,
            endpoint,
            "method",
            resource_id=path.id,
            http_method=METHOD,
            authorization="NONE",
        )
        integration = self._build_integration(endpoint, method, template)
        self._build_response(endpoint, integration, ACCEPTED)
        self._build_response(endpoint, integration, NOT_ACCEPTED, ANY_ERROR)

    def _build_integration(
        self, endpoint: Construct, method: ApiGatewayMethod, template: str
    ) -> ApiGatewayIntegration:
        """A non-proxy integration: only that can invoke Lambda asynchronously.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
        """
        return self._part(
            ApiGatewayIntegration,
            endpoint,
            "integration",
            resource_id=method.resource_id,
            http_method=method.http_method,
            type="AWS",
            integration_http_method="POST",
            uri=self._function.lambda_function.invoke_arn,
            request_parameters={"integration.request.header.X-Amz-Invocation-Type": "'Event'"},
            request_templates=dict.fromkeys(MEDIA_TYPES, template),
            passthrough_behavior="NEVER",
            content_handling="CONVERT_TO_TEXT",
        )

    def _build_response(
        self,
        endpoint: Construct,
        integration: ApiGatewayIntegration,
        status: str,
        pattern: str | None = None,
    ) -> None:
        method = {"resource_id": integration.resource_id, "http_method": integration.http_method}
        declared = self._part(
            ApiGatewayMethodResponse, endpoint, f"method-{status}", **method, status_code=status
        )
        self._part(
            ApiGatewayIntegrationResponse,
            endpoint,
            f"response-{status}",
            **method,
            status_code=declared.status_code,
            selection_pattern=pattern,
            response_templates={"application/json": RESPONSES[status]},
            content_handling="CONVERT_TO_TEXT",
            depends_on=[integration],
        )

    def _build_deployment(self) -> ApiGatewayDeployment:
        """A deployment is a snapshot, so a change of any part must create a new one."""
        described = hashlib.sha256("\n".join(self._described).encode()).hexdigest()
        return ApiGatewayDeployment(
            self,
            "deployment",
            rest_api_id=self.api.id,
            triggers={"parts": described, "function": self._function.lambda_function.invoke_arn},
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            depends_on=self._parts,
        )

    def _build_stage(self, deployment: ApiGatewayDeployment) -> ApiGatewayStage:
        return ApiGatewayStage(
            self,
            "stage",
            rest_api_id=self.api.id,
            deployment_id=deployment.id,
            stage_name=STAGE,
            tags={"Name": self._environment.name(self.node.id)},
        )

    def _build_throttle(self) -> None:
        limits = ApiGatewayMethodSettingsSettings(
            throttling_rate_limit=self._environment.api_rate_limit,
            throttling_burst_limit=self._environment.api_burst_limit,
        )
        ApiGatewayMethodSettings(
            self,
            "throttle",
            rest_api_id=self.api.id,
            stage_name=self.stage.stage_name,
            method_path="*/*",
            settings=limits,
        )

    def _build_permission(self) -> None:
        LambdaPermission(
            self,
            "permission",
            statement_id="WebhookApiInvokes",
            action="lambda:InvokeFunction",
            function_name=self._function.lambda_function.function_name,
            principal="apigateway.amazonaws.com",
            source_arn=f"{self.api.execution_arn}/*/{METHOD}/webhooks/*",
        )
