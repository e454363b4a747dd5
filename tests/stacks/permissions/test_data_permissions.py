"""Who reads functions, variables, states and secrets, and who tests with data."""

import pytest

from tests.stacks.permissions.conftest import BUCKET, KEY, Permissions, context
from tests.stacks.permissions.iam import allows
from tests.stacks.permissions.needs import FUNCTION, HERE

VIA = "kms:ViaService"
READS_OF_FUNCTIONS = ("GetFunction", "ListVersionsByFunction")


@pytest.mark.parametrize("action", READS_OF_FUNCTIONS)
@pytest.mark.parametrize(
    ("role", "readable"),
    [("plan", {"dev", "prod"}), ("ephemeral", {"pr-7"}), ("deploy", {"dev", "prod"})],
)
def test_a_role_reads_functions_of_its_environments_only(
    permissions: Permissions, role: str, readable: set[str], action: str
) -> None:
    found = {
        suffix
        for suffix in ("pr-7", "dev", "prod", "payroll")
        if allows(permissions[role], f"lambda:{action}", f"arn:aws:{FUNCTION}any-{suffix}", {})
    }

    assert found == readable


@pytest.mark.parametrize("suffix", ["dev", "prod", "pr-7", "payroll"])
@pytest.mark.parametrize("via", ["lambda", "dynamodb", ""])
def test_plans_decrypt_variables_of_our_functions_for_lambda_only(
    permissions: Permissions, suffix: str, via: str
) -> None:
    own = f"arn:aws:{FUNCTION}any-{suffix}"
    given = {"kms:EncryptionContext:aws:lambda:FunctionArn": own}
    if via:
        given[VIA] = f"{via}.us-east-1.amazonaws.com"

    found = allows(permissions["plan"], "kms:Decrypt", f"arn:aws:kms:{HERE}:key/1", given)

    assert found is (via == "lambda" and suffix in {"dev", "prod"})


@pytest.mark.parametrize(
    ("role", "key", "wanted"),
    [
        ("plan", "bootstrap/account/terraform.tfstate", "r"),
        ("plan", "crypto-price-processing/prod.tfstate", "r"),
        ("ephemeral", "crypto-price-processing/pr-7.tfstate", "rwd"),
        ("ephemeral", "crypto-price-processing/pr-7.tfstate.tflock", "rwd"),
        ("ephemeral", "environments/pr-7.json", "rwd"),
        ("ephemeral", "environments/prod.json", "r"),
        ("ephemeral", "crypto-price-processing/prod.tfstate", ""),
        ("deploy", "crypto-price-processing/prod.tfstate", "rwd"),
        ("deploy", "crypto-price-processing/pr-7.tfstate", ""),
        ("deploy", "bootstrap/account/terraform.tfstate", ""),
    ],
)
def test_who_reads_writes_and_deletes_states(
    permissions: Permissions, role: str, key: str, wanted: str
) -> None:
    arn = f"{BUCKET}/{key}"
    under = {"kms:EncryptionContext:aws:s3:arn": arn}
    letters = {"r": "s3:GetObject", "w": "s3:PutObject", "d": "s3:DeleteObject"}
    found = "".join(
        one for one, action in letters.items() if allows(permissions[role], action, arn, {})
    )

    assert found == wanted
    # A state is of no use without its key, nor the key without the state.
    assert allows(permissions[role], "kms:Decrypt", KEY, under) is ("r" in wanted)
    assert allows(permissions[role], "kms:GenerateDataKey", KEY, under) is ("w" in wanted)
    assert not allows(permissions[role], "kms:Decrypt", KEY, {})


QUEUE, TABLE = f"arn:aws:sqs:{HERE}:any-{{}}", f"arn:aws:dynamodb:{HERE}:table/prices-{{}}"
SECRET = f"arn:aws:ssm:{HERE}:parameter/market-pipelines/webhook-secret/kraken-{{}}"
LINES = f"arn:aws:logs:{HERE}:log-group:/aws/lambda/any-{{}}:*"
# What the integration tests do, besides making and destroying the environment.
EXERCISES = [
    ("sqs:CreateQueue", QUEUE),
    ("sqs:SendMessage", QUEUE),
    ("sqs:ReceiveMessage", QUEUE),
    ("sqs:DeleteQueue", QUEUE),
    ("dynamodb:BatchWriteItem", TABLE),
    ("dynamodb:GetItem", TABLE),
    ("dynamodb:Query", TABLE),
    ("lambda:InvokeFunction", f"arn:aws:{FUNCTION}any-{{}}"),
    ("lambda:UpdateFunctionConfiguration", f"arn:aws:{FUNCTION}any-{{}}"),
    ("logs:FilterLogEvents", LINES),
    ("sns:Subscribe", f"arn:aws:sns:{HERE}:any-{{}}"),
    ("ssm:PutParameter", SECRET),
    ("ssm:GetParameter", SECRET),
    ("ssm:DeleteParameters", SECRET),
]


@pytest.mark.parametrize(("action", "resource"), EXERCISES)
def test_the_integration_tests_run_in_their_own_environment_only(
    permissions: Permissions, action: str, resource: str
) -> None:
    def may(role: str, suffix: str) -> bool:
        return allows(permissions[role], action, resource.format(suffix), context(suffix))

    assert may("ephemeral", "pr-7")
    assert not may("ephemeral", "prod")
    assert not may("plan", "pr-7")


@pytest.mark.parametrize("role", ["plan", "deploy"])
@pytest.mark.parametrize("action", ["GetParameter", "GetParameters", "GetParametersByPath"])
def test_only_the_ephemeral_role_reads_secrets(
    permissions: Permissions, role: str, action: str
) -> None:
    secret = f"arn:aws:ssm:{HERE}:parameter/market-pipelines/webhook-secret/kraken-dev"

    assert not allows(permissions[role], f"ssm:{action}", secret, context("dev"))


@pytest.mark.parametrize("role", ["plan", "ephemeral", "deploy"])
def test_no_role_removes_an_old_version(permissions: Permissions, role: str) -> None:
    """What is deleted leaves a marker: docs/claims.md#delete-marker."""
    for key in ("crypto-price-processing/prod.tfstate", "environments/pr-7.json"):
        for action in ("s3:DeleteObjectVersion", "s3:PutLifecycleConfiguration"):
            assert not allows(permissions[role], action, f"{BUCKET}/{key}", {})
            assert not allows(permissions[role], action, BUCKET, {})


def test_a_sweep_lists_the_versions_of_records_only(permissions: Permissions) -> None:
    def lists(role: str, prefix: str) -> bool:
        action = "s3:ListBucketVersions"
        return allows(permissions[role], action, BUCKET, {"s3:prefix": prefix})

    assert lists("ephemeral", "environments/")
    assert not lists("ephemeral", "")
    assert not lists("ephemeral", "crypto-price-processing/")
    assert not lists("deploy", "environments/")
    assert not lists("plan", "environments/")
