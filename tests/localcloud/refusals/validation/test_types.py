"""JSON of another type than the model says is refused before anything else."""

import json
from typing import Any

import pytest
from moto.core.utils import get_service_model

from localcloud.refusals.validation.types import TypeMismatch, find_mismatch, parse_json
from tests.localcloud.refusals.probe import recorded


@pytest.mark.parametrize(
    ("operation", "body", "sentence"),
    [
        (
            "apigateway.PutIntegration",
            {"requestParameters": {"a": True}},
            recorded(201).sentence,
        ),
        (
            "apigateway.PutIntegrationResponse",
            {"responseTemplates": {"a": 1}},
            recorded(202).sentence,
        ),
        ("dynamodb.PutItem", {"Item": {"id": {"S": ["x"]}}}, "Start of list found"),
        ("dynamodb.PutItem", {"Item": []}, "Expected map or null"),
        ("lambda.CreateFunction", {"Layers": "arn"}, "Expected list or null"),
        ("lambda.CreateFunction", {"Timeout": "3"}, "java.lang.String can not be converted"),
        ("lambda.CreateFunction", {"Environment": 1}, "Expected map or null"),
    ],
)
def test_a_value_of_another_type_is_found(
    operation: str, body: dict[str, Any], sentence: str
) -> None:
    service, _, name = operation.partition(".")
    shape = get_service_model(service).operation_model(name).input_shape

    with pytest.raises(TypeMismatch) as error:
        find_mismatch(shape, body)

    assert sentence in str(error.value)


def test_null_stands_for_nothing() -> None:
    shape = get_service_model("lambda").operation_model("CreateFunction").input_shape

    find_mismatch(shape, {"Layers": None, "Environment": {"Variables": None}})


@pytest.mark.parametrize("body", [b"{", b"\xff", b"nonsense"])
def test_a_body_that_is_no_json_is_found(body: bytes) -> None:
    with pytest.raises(TypeMismatch):
        parse_json(body)


def test_a_request_without_a_body_is_an_empty_object() -> None:
    assert parse_json(b"") == json.loads("{}")
