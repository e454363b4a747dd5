"""What IAM, STS, API Gateway and the dashboards of CloudWatch refuse."""

from typing import Any

from tests.localcloud.documents import LAMBDA_TRUST
from tests.localcloud.refusals.probe import Probe, Refusal, documented, recorded, unverified
from tests.localcloud.refusals.world import ACCOUNT, REGION, World

_BAD = "BadRequestException"
_POLICY = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}'
_APIGATEWAY = "apigateway/latest/api"
_TARGET = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:any"
_INVALID = "ValidationError"
# It quotes what AWS answered to its author in September 2026.
_MEASURED = "https://github.com/badmintoncryer/cdk-preflight/tree/main/rules/cloudwatch"


def _role_in_use(world: World) -> dict[str, Any]:
    name = world.name()
    iam = world.client("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=LAMBDA_TRUST)
    iam.put_role_policy(
        RoleName=name,
        PolicyName="inline",
        PolicyDocument=_POLICY,
    )
    return {"RoleName": name}


def _method(world: World) -> dict[str, str]:
    api, root = world.rest_api()
    world.client("apigateway").put_method(
        restApiId=api, resourceId=root, httpMethod="POST", authorizationType="NONE"
    )
    return {"restApiId": api, "resourceId": root, "httpMethod": "POST"}


def _staged(world: World) -> dict[str, Any]:
    method = _method(world)
    apigateway = world.client("apigateway")
    apigateway.put_integration(**method, type="MOCK")
    api = method["restApiId"]
    deployment = apigateway.create_deployment(restApiId=api, stageName="live")
    return {"restApiId": api, "deploymentId": deployment["id"]}


def _sibling(world: World, first: str, second: str) -> dict[str, Any]:
    api, root = world.rest_api()
    made = {"restApiId": api, "parentId": root}
    world.client("apigateway").create_resource(**made, pathPart=first)
    return {**made, "pathPart": second}


def _integration(**settings: Any) -> Any:
    return lambda world: {**_method(world), **settings}


def _patched(**operation: str) -> Any:
    return lambda world: {"restApiId": world.rest_api()[0], "patchOperations": [operation]}


def _stage(path: str) -> Any:
    return lambda world: {
        "restApiId": _staged(world)["restApiId"],
        "stageName": "live",
        "patchOperations": [{"op": "replace", "path": path, "value": "x"}],
    }


def _moved(op: str, path: str) -> Any:
    def arguments(world: World) -> dict[str, Any]:
        made = _sibling(world, "pets", "cats")
        resource = world.client("apigateway").create_resource(**made)
        return {
            "restApiId": made["restApiId"],
            "resourceId": resource["id"],
            "patchOperations": [{"op": op, "path": path, "value": "pets"}],
        }

    return arguments


def _below_greedy(world: World) -> dict[str, Any]:
    made = _sibling(world, "pets", "{proxy+}")
    greedy = world.client("apigateway").create_resource(**made)
    return {**made, "parentId": greedy["id"], "pathPart": "static"}


def _dashboard(body: str) -> Any:
    return lambda _: {"DashboardName": "board", "DashboardBody": body}


PROBES = (
    Probe(
        75, "iam.delete_role", _role_in_use,
        documented("DeleteConflict", "IAM/latest/APIReference/API_DeleteRole.html", 409),
    ),
    Probe(
        76, "iam.create_role",
        lambda world: {"RoleName": world.name(), "AssumeRolePolicyDocument": "not json"},
        recorded(289),
    ),
    Probe(
        0, "iam.create_role",
        lambda _: {"RoleName": "a" * 65, "AssumeRolePolicyDocument": LAMBDA_TRUST},
        unverified(_INVALID),
    ),
    Probe(
        0, "iam.create_role",
        lambda _: {"RoleName": "a:b", "AssumeRolePolicyDocument": LAMBDA_TRUST},
        documented(_INVALID, "IAM/latest/UserGuide/troubleshoot_general.html"),
    ),
    Probe(
        0, "sts.assume_role",
        lambda world: {"RoleArn": world.role(), "RoleSessionName": "Session1:2"},
        recorded(473),
    ),
    Probe(
        0, "sts.assume_role",
        lambda world: {
            "RoleArn": world.role(), "RoleSessionName": "mine", "DurationSeconds": 899,
        },
        unverified(_INVALID),
    ),
    Probe(
        77, "apigateway.delete_deployment", _staged,
        documented(_BAD, f"{_APIGATEWAY}/API_DeleteDeployment.html"),
    ),
    Probe(
        78, "apigateway.create_resource", lambda world: _sibling(world, "{proxy+}", "{other}"),
        recorded(163),
    ),
    Probe(
        79, "apigateway.put_integration",
        _integration(type="AWS", integrationHttpMethod="POST", uri="arn:aws:lambda"),
        documented(_BAD, f"{_APIGATEWAY}/API_PutIntegration.html"),
    ),
    Probe(
        79, "apigateway.put_integration",
        _integration(type="HTTP", integrationHttpMethod="GET", uri="wrong"),
        recorded(229),
    ),
    Probe(
        80, "apigateway.update_rest_api",
        _patched(op="add", path="/binaryMediaTypes", value="image/png"),
        recorded(155),
    ),
    Probe(
        81, "apigateway.create_resource", lambda world: _sibling(world, "pets", "pets"),
        recorded(159),
    ),
    Probe(
        0, "apigateway.update_rest_api", _patched(op="wrong", path="/name", value="x"),
        unverified("ValidationException"),
    ),
    Probe(
        0, "apigateway.put_integration",
        _integration(type="HTTPS_PROXY", integrationHttpMethod="POST", uri=_TARGET),
        recorded(198),
    ),
    Probe(
        0, "apigateway.create_rest_api",
        lambda world: {
            "name": world.name(),
            "endpointConfiguration": {"types": ["wrong"], "ipAddressType": "wrong"},
        },
        recorded(212),
    ),
    Probe(0, "apigateway.update_stage", _stage("/documentation_version"), recorded(139)),
    Probe(0, "apigateway.update_stage", _stage("/tags/tag1"), recorded(140)),
    Probe(0, "apigateway.update_resource", _moved("replace", "/invalid"), recorded(158)),
    Probe(0, "apigateway.update_resource", _moved("replace", "/pathPart"), recorded(159)),
    Probe(0, "apigateway.update_resource", _moved("remove", "/pathPart"), recorded(161)),
    Probe(0, "apigateway.create_resource", _below_greedy, recorded(164)),
    Probe(
        0, "apigateway.create_stage",
        lambda world: {
            "restApiId": world.rest_api()[0], "stageName": "live", "deploymentId": "missing",
        },
        recorded(142),
    ),
    Probe(
        0, "apigateway.put_integration",
        _integration(
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{REGION}:dynamodb:action/Query",
        ),
        recorded(151),
    ),
    Probe(
        0, "apigateway.put_method",
        lambda world: {**_method(world), "httpMethod": "WRONG", "authorizationType": "NONE"},
        recorded(168),
    ),
    Probe(
        0, "apigateway.update_method",
        lambda world: {
            **_method(world),
            "patchOperations": [{"op": "replace", "path": "/httpMethod", "value": "GET"}],
        },
        recorded(172),
    ),
    Probe(
        0, "cloudwatch.put_dashboard",
        lambda _: {"DashboardName": "test-board?", "DashboardBody": "{}"},
        recorded(105),
    ),
    *(
        Probe(
            0, "cloudwatch.put_dashboard",
            _dashboard(body),
            Refusal("InvalidParameterInput", _MEASURED, 400, sentence),
        )
        for body, sentence in (
            ("{", "The field DashboardBody must be a valid JSON object"),
            ("[]", ""), ("{}", ""), ('{"widgets": {}}', ""), ('{"widgets": [1]}', ""),
            ('{"widgets": [{"type": "text"}]}', ""), ('{"widgets": [{"properties": {}}]}', ""),
        )
    ),
)  # fmt: skip
