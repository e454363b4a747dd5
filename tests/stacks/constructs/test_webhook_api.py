"""The REST API answers 202 only for what Lambda accepted, limits the rate, deploys changes."""

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]
Synthesize = Callable[..., Document]

ENDPOINTS = ("signed", "tokened")
API = "price-webhooks"


def _method_of(part: Document) -> tuple[str, str]:
    """Path and method of a part of the API."""
    return part["resource_id"], part["http_method"]


def test_there_are_two_paths_and_one_method_on_each(resources: Resources) -> None:
    paths = {
        name.removeprefix(f"{API}-"): each["path_part"]
        for name, each in resources["aws_api_gateway_resource"].items()
    }
    methods = resources["aws_api_gateway_method"].values()

    assert paths == {"webhooks": "webhooks", "exchange": "{exchange}", "token": "{token}"}
    assert {_method_of(method) for method in methods} == {
        ("${aws_api_gateway_resource.price-webhooks-exchange.id}", "POST"),
        ("${aws_api_gateway_resource.price-webhooks-token.id}", "POST"),
    }


def test_each_path_is_a_child_of_the_one_before_it(resources: Resources) -> None:
    parents = {
        name.removeprefix(f"{API}-"): each["parent_id"]
        for name, each in resources["aws_api_gateway_resource"].items()
    }

    assert parents == {
        "webhooks": "${aws_api_gateway_rest_api.price-webhooks-api.root_resource_id}",
        "exchange": "${aws_api_gateway_resource.price-webhooks-webhooks.id}",
        "token": "${aws_api_gateway_resource.price-webhooks-exchange.id}",
    }


def test_every_body_counts_as_binary_in_a_regional_api(resources: Resources) -> None:
    api = resources["aws_api_gateway_rest_api"]["price-webhooks-api"]

    assert api["binary_media_types"] == ["*/*"]
    assert api["endpoint_configuration"] == {"types": ["REGIONAL"]}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_lambda_is_invoked_asynchronously_with_a_rendered_body(
    resources: Resources, endpoint: str
) -> None:
    integration = resources["aws_api_gateway_integration"][f"{API}-{endpoint}-integration"]

    assert integration["type"] == "AWS"
    assert integration["integration_http_method"] == "POST"
    assert integration["uri"] == "${aws_lambda_function.webhook-processor-function.invoke_arn}"
    assert integration["request_parameters"] == {
        "integration.request.header.X-Amz-Invocation-Type": "'Event'"
    }
    assert integration["content_handling"] == "CONVERT_TO_TEXT"
    assert integration["passthrough_behavior"] == "NEVER"
    templates = integration["request_templates"]
    assert set(templates) == {"application/json", "text/plain"}
    reads_token = {"$input.params('token')" in template for template in templates.values()}
    assert reads_token == {endpoint == "tokened"}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_any_error_of_lambda_is_a_502_and_nothing_else_a_202(
    resources: Resources, endpoint: str
) -> None:
    responses = resources["aws_api_gateway_integration_response"]
    declared = resources["aws_api_gateway_method_response"]

    accepted = responses[f"{API}-{endpoint}-response-202"]
    refused = responses[f"{API}-{endpoint}-response-502"]
    assert "selection_pattern" not in accepted
    assert refused["selection_pattern"] == r"(\n|.)+"
    for status in ("202", "502"):
        name = f"{API}-{endpoint}-method-{status}"
        assert declared[name]["status_code"] == status
        assert responses[f"{API}-{endpoint}-response-{status}"]["status_code"] == (
            f"${{aws_api_gateway_method_response.{name}.status_code}}"
        )


def test_the_stage_throttles_at_the_rate_of_the_settings(synthesize: Synthesize) -> None:
    found = synthesize(api_rate_limit=7, api_burst_limit=9)["resource"]
    throttle = found["aws_api_gateway_method_settings"]["price-webhooks-throttle"]

    assert throttle["method_path"] == "*/*"
    assert throttle["settings"] == {"throttling_burst_limit": 9, "throttling_rate_limit": 7}


def test_only_this_api_may_invoke_and_only_by_a_webhook(resources: Resources) -> None:
    permission = resources["aws_lambda_permission"]["price-webhooks-permission"]

    assert permission["principal"] == "apigateway.amazonaws.com"
    assert permission["action"] == "lambda:InvokeFunction"
    assert permission["source_arn"] == (
        "${aws_api_gateway_rest_api.price-webhooks-api.execution_arn}/*/POST/webhooks/*"
    )


def test_the_deployment_depends_on_every_part_and_is_created_before_the_old_one_goes(
    resources: Resources,
) -> None:
    deployment = resources["aws_api_gateway_deployment"]["price-webhooks-deployment"]
    kinds = ("resource", "method", "integration", "method_response", "integration_response")
    parts = {
        f"aws_api_gateway_{kind}.{name}"
        for kind in kinds
        for name in resources[f"aws_api_gateway_{kind}"]
    }

    assert set(deployment["depends_on"]) == parts
    assert deployment["lifecycle"] == {"create_before_destroy": True}


def _parts(synthesize: Synthesize) -> str:
    deployments = synthesize()["resource"]["aws_api_gateway_deployment"]
    return str(deployments["price-webhooks-deployment"]["triggers"]["parts"])


CHANGES = {
    "binary media types": ("BINARY_MEDIA_TYPES", ("image/png",)),
    "method": ("METHOD", "PUT"),
    "media types of the template": ("MEDIA_TYPES", ("application/json",)),
    "template": ("webhook_template", lambda *, token: f"{{}}{token}"),
    "selection pattern": ("ANY_ERROR", ".*"),
    "response": ("RESPONSES", {"202": "{}", "502": "{}"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_any_part_makes_a_new_deployment(
    synthesize: Synthesize, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    from stacks.constructs import webhook_api  # noqa: PLC0415 (its import starts jsii)

    before = _parts(synthesize)
    monkeypatch.setattr(webhook_api, *CHANGES[change])

    assert _parts(synthesize) != before


def test_another_parent_of_a_path_makes_a_new_deployment(
    synthesize: Synthesize, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stacks.constructs.webhook_api import WebhookApi  # noqa: PLC0415

    before = _parts(synthesize)
    build = WebhookApi._build_path

    def at_the_root(self: Any, id_: str, parent: str, part: str) -> Any:
        return build(self, id_, self.api.root_resource_id if id_ == "exchange" else parent, part)

    monkeypatch.setattr(WebhookApi, "_build_path", at_the_root)

    assert _parts(synthesize) != before


def test_without_a_change_the_deployment_stays(synthesize: Synthesize) -> None:
    assert _parts(synthesize) == _parts(synthesize)
