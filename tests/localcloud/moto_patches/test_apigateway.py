"""What moto's API Gateway control plane lacks of AWS's.

https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest

from localcloud.moto_patches.patch_operations import Shape, patch

Client = Callable[[str], Any]


@pytest.fixture
def method(client: Client) -> dict[str, str]:
    """The coordinates of a POST method with a response 202, and an integration with one."""
    gateway = client("apigateway")
    api = gateway.create_rest_api(name="api")
    place = {"restApiId": api["id"], "resourceId": api["rootResourceId"], "httpMethod": "POST"}
    gateway.put_method(**place, authorizationType="NONE")
    gateway.put_method_response(**place, statusCode="202")
    gateway.put_integration(
        **place,
        type="AWS",
        integrationHttpMethod="POST",
        uri="arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations",
        requestTemplates={"text/plain": "old"},
    )
    gateway.put_integration_response(**place, statusCode="202", selectionPattern="")
    return place


def replace(path: str, value: str) -> list[dict[str, str]]:
    return [{"op": "replace", "path": path, "value": value}]


def test_binary_media_types_are_kept_at_create(client: Client) -> None:
    gateway = client("apigateway")
    api = gateway.create_rest_api(name="api", binaryMediaTypes=["*/*"])
    assert api["binaryMediaTypes"] == ["*/*"]
    assert gateway.get_rest_api(restApiId=api["id"])["binaryMediaTypes"] == ["*/*"]


def test_binary_media_types_are_patched_by_their_escaped_names(client: Client) -> None:
    gateway = client("apigateway")
    api = gateway.create_rest_api(name="api", binaryMediaTypes=["*/*"])
    operations = [
        {"op": "add", "path": "/binaryMediaTypes/image~1png"},
        {"op": "remove", "path": "/binaryMediaTypes/*~1*"},
        {"op": "replace", "path": "/name", "value": "gate"},
    ]
    gateway.update_rest_api(restApiId=api["id"], patchOperations=operations)
    patched = gateway.get_rest_api(restApiId=api["id"])
    assert (patched["binaryMediaTypes"], patched["name"]) == (["image/png"], "gate")


def test_the_policy_is_answered_escaped_once_more(client: Client) -> None:
    # Terraform unescapes what https://docs.aws.amazon.com/apigateway/latest/api/API_GetRestApi.html
    # answers, and fails on a plain document.
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    api = client("apigateway").create_rest_api(name="api", policy=policy)
    assert json.loads(f'"{api["policy"]}"') == policy


@pytest.mark.parametrize(
    ("path", "value", "name", "answered"),
    [
        pytest.param("/timeoutInMillis", "5000", "timeoutInMillis", 5000, id="a number"),
        pytest.param(
            "/contentHandling", "CONVERT_TO_TEXT", "contentHandling", "CONVERT_TO_TEXT", id="text"
        ),
        pytest.param(
            "/requestTemplates/application~1json",
            "new",
            "requestTemplates",
            {"text/plain": "old", "application/json": "new"},
            id="an entry of a map",
        ),
    ],
)
def test_an_integration_is_updated_in_place(
    path: str, value: str, name: str, answered: Any, *, client: Client, method: dict[str, str]
) -> None:
    gateway = client("apigateway")
    gateway.update_integration(**method, patchOperations=replace(path, value))
    assert gateway.get_integration(**method)[name] == answered


def test_a_method_is_updated_in_place(client: Client, method: dict[str, str]) -> None:
    gateway = client("apigateway")
    path = "/requestParameters/method.request.header.webhook-id"
    gateway.update_method(**method, patchOperations=replace(path, "true"))
    parameters = gateway.get_method(**method)["requestParameters"]
    assert parameters == {"method.request.header.webhook-id": True}


def test_a_method_response_is_updated_in_place(client: Client, method: dict[str, str]) -> None:
    gateway = client("apigateway")
    operations = [{"op": "add", "path": "/responseModels/application~1json", "value": "Empty"}]
    gateway.update_method_response(**method, statusCode="202", patchOperations=operations)
    response = gateway.get_method_response(**method, statusCode="202")
    assert response["responseModels"] == {"application/json": "Empty"}


def test_an_integration_response_is_updated_in_place(
    client: Client, method: dict[str, str]
) -> None:
    gateway = client("apigateway")
    gateway.update_integration_response(
        **method, statusCode="202", patchOperations=replace("/selectionPattern", "5.*")
    )
    response = gateway.get_integration_response(**method, statusCode="202")
    assert response["selectionPattern"] == "5.*"


def test_a_deployment_is_described_anew(client: Client, method: dict[str, str]) -> None:
    gateway = client("apigateway")
    place = {"restApiId": method["restApiId"]}
    deployment = gateway.create_deployment(**place, description="old")
    gateway.update_deployment(
        **place, deploymentId=deployment["id"], patchOperations=replace("/description", "new")
    )
    described = gateway.get_deployment(**place, deploymentId=deployment["id"])
    assert described["description"] == "new"


def test_a_path_that_is_not_known_is_rejected_and_not_ignored() -> None:
    with pytest.raises(NotImplementedError, match=r"^patch operation on /unheard-of$"):
        patch(object(), Shape(), [{"op": "replace", "path": "/unheard-of", "value": "x"}])


def test_tags_of_an_api_change_like_those_of_a_stage(client: Client) -> None:
    gateway = client("apigateway")
    api = gateway.create_rest_api(name="api", tags={"Team": "a", "Old": "x"})["id"]
    arn = f"arn:aws:apigateway:us-east-1::/restapis/{api}"

    gateway.untag_resource(resourceArn=arn, tagKeys=["Old"])
    gateway.tag_resource(resourceArn=arn, tags={"Team": "b", "New": "y"})

    assert gateway.get_tags(resourceArn=arn)["tags"] == {"Team": "b", "New": "y"}
    assert gateway.get_rest_api(restApiId=api)["tags"] == {"Team": "b", "New": "y"}
