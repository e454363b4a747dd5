"""The validator words its errors as real AWS does: the recorded requests, without a cloud."""

from typing import Any

import pytest
from moto.core.utils import get_service_model

from localcloud.refusals.validation import validate
from localcloud.service_errors import ServiceError
from tests.localcloud.refusals.probe import recorded

_WRONG = {"op": "wrong_op", "path": "/a"}
_RIGHT = {"op": "add", "path": "/a"}
_METHOD = {"restApiId": "a", "resourceId": "b", "httpMethod": "GET"}
_FUNCTION = {"FunctionName": "f", "Role": "arn:aws:iam::111111111111:role/r", "Code": {}}
_ALIAS = {"FunctionName": "f", "Name": "a", "FunctionVersion": "1"}
_WEIGHTS = "AdditionalVersionWeights"
_TRANSFORMATION = {"metricName": "m", "metricNamespace": "n", "metricValue": "1"}

RECORDED: list[tuple[int, str, dict[str, Any]]] = [
    (82, "sns.CreatePlatformApplication", {"Name": "a", "Platform": "APNS"}),
    (96, "dynamodb.ExecuteStatement", {"Statement": "SELECT", "Parameters": []}),
    (
        99,
        "dynamodb.UpdateKinesisStreamingDestination",
        {
            "TableName": "table",
            "StreamArn": "arn:aws:kinesis:us-east-1:111111111111:stream/some",
            "UpdateKinesisStreamingConfiguration": {
                "ApproximateCreationDateTimePrecision": "SECOND"
            },
        },
    ),
    (
        190,
        "apigateway.GetGatewayResponse",
        {"restApiId": "a", "responseType": "FAKE_RESPONSE_TYPE"},
    ),
    (
        194,
        "apigateway.UpdateGatewayResponse",
        {
            "restApiId": "a",
            "responseType": "DEFAULT_4XX",
            "patchOperations": [{"op": "wrong-op", "path": "/a"}],
        },
    ),
    (
        205,
        "apigateway.UpdateMethodResponse",
        {**_METHOD, "statusCode": "200", "patchOperations": [_WRONG, _WRONG]},
    ),
    (
        207,
        "apigateway.UpdateMethodResponse",
        {**_METHOD, "statusCode": "200", "patchOperations": [_WRONG, _RIGHT, _WRONG]},
    ),
    (
        210,
        "apigateway.CreateRestApi",
        {"name": "a", "endpointConfiguration": {"ipAddressType": "wrong"}},
    ),
    (
        211,
        "apigateway.CreateRestApi",
        {"name": "a", "endpointConfiguration": {"types": ["wrong"]}},
    ),
    (258, "kms.Encrypt", {"KeyId": "a", "Plaintext": b"x" * 4097}),
    (
        271,
        "logs.PutDeliveryDestination",
        {"name": "a", "outputFormat": "foobar"},
    ),
    (473, "sts.AssumeRole", {"RoleArn": "a" * 20, "RoleSessionName": "Session1:2"}),
    (
        479,
        "lambda.CreateFunctionUrlConfig",
        {"FunctionName": "f", "AuthType": "NONE", "InvokeMode": "UNKNOWN"},
    ),
    (492, "lambda.CreateAlias", {**_ALIAS, "RoutingConfig": {_WEIGHTS: {"2": 2.0}}}),
    (493, "lambda.CreateAlias", {**_ALIAS, "RoutingConfig": {_WEIGHTS: {"2": -1.0}}}),
    (
        497,
        "lambda.CreateAlias",
        {**_ALIAS, "RoutingConfig": {_WEIGHTS: {"$LATEST": 0.5}}},
    ),
    (
        515,
        "lambda.PutProvisionedConcurrencyConfig",
        {"FunctionName": "f", "Qualifier": "1", "ProvisionedConcurrentExecutions": 0},
    ),
    (529, "lambda.ListLayers", {"CompatibleArchitecture": "archdoesnotexist"}),
    (572, "lambda.CreateFunction", {**_FUNCTION, "VpcConfig": {"SubnetIds": ["bad_subnet"]}}),
    (
        574,
        "lambda.CreateFunction",
        {**_FUNCTION, "VpcConfig": {"SecurityGroupIds": ["bad_group"]}},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "operation", "params"), RECORDED)
def test_a_violation_reads_as_recorded(line: int, operation: str, params: dict[str, Any]) -> None:
    service, _, name = operation.partition(".")
    expected = recorded(line)

    with pytest.raises(ServiceError) as refused:
        validate(get_service_model(service).operation_model(name), params)

    assert refused.value.code == expected.code
    assert expected.matches(refused.value.message), refused.value.message


def test_a_list_of_structures_is_printed_as_java_does() -> None:
    # Line 269 of errors.jsonl has the members in another order, and fewer.
    params = {
        "logGroupName": "g",
        "filterName": "f",
        "filterPattern": "",
        "metricTransformations": [_TRANSFORMATION] * 2,
    }
    with pytest.raises(ServiceError) as refused:
        validate(get_service_model("logs").operation_model("PutMetricFilter"), params)

    printed = (
        "MetricTransformation(metricName=m, metricNamespace=n, metricValue=1, defaultValue=null,"
        " dimensions=null, unit=null)"
    )
    assert refused.value.message == (
        f"1 validation error detected: Value '[{printed}, {printed}]' at 'metricTransformations'"
        " failed to satisfy constraint: Member must have length less than or equal to 1"
    )


def test_both_constraints_that_a_value_breaks_are_named() -> None:
    with pytest.raises(ServiceError) as refused:
        validate(get_service_model("logs").operation_model("CreateLogGroup"), {"logGroupName": ""})

    assert refused.value.message == (
        "2 validation errors detected: Value '' at 'logGroupName' failed to satisfy constraint:"
        " Member must have length greater than or equal to 1; Value '' at 'logGroupName' failed to"
        " satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
    )
