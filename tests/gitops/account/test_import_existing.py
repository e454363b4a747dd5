"""Existing resources of the account stack are imported, whoever created them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from gitops.account import import_existing
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.adapters.terraform import Terraform
from policies.engine.resource import Resource

IAM = "arn:aws:iam::123456789012"
GITHUB = "token.actions.githubusercontent.com"
RESOURCES = [
    Resource(
        "bootstrap",
        "aws_iam_openid_connect_provider",
        "github",
        {"url": f"https://{GITHUB}", "client_id_list": ["sts.amazonaws.com"]},
    ),
    Resource("bootstrap", "aws_iam_policy", "boundary", {"name": "market-pipelines-boundary"}),
    Resource("bootstrap", "aws_iam_role", "plan", {"name": "market-pipelines-plan"}),
    Resource(
        "bootstrap",
        "aws_kms_alias",
        "states",
        {
            "name": "alias/market-pipelines-state",
            "target_key_id": "${aws_kms_key.states.key_id}",
        },
    ),
    Resource("bootstrap", "aws_kms_key", "states", {}),
    Resource("bootstrap", "aws_s3_bucket", "states", {"bucket": "octo-states"}),
    Resource("bootstrap", "aws_s3_bucket_policy", "states", {}),
]
IDENTITIES = {
    "aws_iam_openid_connect_provider.github": f"{IAM}:oidc-provider/{GITHUB}",
    "aws_iam_policy.boundary": f"{IAM}:policy/market-pipelines-boundary",
    "aws_iam_role.plan": "market-pipelines-plan",
    "aws_kms_alias.states": "alias/market-pipelines-state",
    "aws_kms_key.states": "1234",
    "aws_s3_bucket.states": "octo-states",
}


class Tool(Terraform):
    """Terraform that only records its calls."""

    said: dict[str, Any]
    done: list[tuple[str, ...]]

    def state(self) -> dict[str, Any]:
        return self.said

    def import_resource(self, address: str, identity: str) -> None:
        self.done.append((address, identity))

    def untaint(self, address: str) -> None:
        self.done.append((address,))


def tool(*resources: Mapping[str, Any]) -> Tool:
    made = Tool(Path(), {}, Path())
    object.__setattr__(made, "done", [])
    said = {"values": {"root_module": {"resources": list(resources)}}} if resources else {}
    object.__setattr__(made, "said", said)
    return made


class Service:
    """IAM, KMS and STS of an account that has `there`, or answers every question with `code`."""

    def __init__(self, there: set[str], code: str, audiences: list[str] | None = None) -> None:
        self._there, self._code = there, code
        self.audiences = ["sts.amazonaws.com"] if audiences is None else audiences

    def get_caller_identity(self) -> dict[str, str]:
        return {"Account": "123456789012", "Arn": f"{IAM}:user/admin"}

    def get_policy(self, **asked: str) -> dict[str, Any]:
        (name,) = asked.values()
        if name not in self._there:
            raise ClientError({"Error": {"Code": self._code, "Message": "no"}}, "Get")
        return {"KeyMetadata": {"KeyId": "1234"}, "ClientIDList": list(self.audiences)}

    def add_client_id_to_open_id_connect_provider(self, **asked: str) -> None:
        assert asked["OpenIDConnectProviderArn"] in self._there
        self.audiences.append(asked["ClientID"])

    get_role = get_open_id_connect_provider = describe_key = head_bucket = get_policy


def imported(
    terraform: Tool, monkeypatch: pytest.MonkeyPatch, *there: str, code: str = "NoSuchEntity"
) -> list[tuple[str, ...]]:
    service = Service(set(there), code)
    monkeypatch.setattr(import_existing, "client", lambda *_: service)
    imports: list[str] = []
    import_existing.import_resources(terraform, RESOURCES, Cloud("aws"), imports.append)
    assert imports == [done[0] for done in terraform.done]
    return terraform.done


def test_existing_resources_without_state_are_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    done = imported(tool(), monkeypatch, *IDENTITIES.values())

    assert done == list(IDENTITIES.items())


@pytest.mark.parametrize("code", ["NoSuchEntity", "NotFoundException", "404"])
def test_missing_resources_are_not_imported(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert imported(tool(), monkeypatch, code=code) == []


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(
    "audiences", [[], ["https://github.com/other"], ["other", "sts.amazonaws.com"]]
)
def test_an_adopted_provider_keeps_its_audiences_and_gets_ours(
    audiences: list[str], known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service({f"{IAM}:oidc-provider/{GITHUB}"}, "NoSuchEntity", list(audiences))
    monkeypatch.setattr(import_existing, "client", lambda *_: service)
    in_state = [{"address": RESOURCES[0].address}] if known else []

    import_existing.import_resources(tool(*in_state), RESOURCES, Cloud("aws"), lambda _: None)

    assert set(service.audiences) == {*audiences, "sts.amazonaws.com"}
    assert service.audiences.count("sts.amazonaws.com") == 1


def test_what_the_state_knows_is_not_imported_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [{"address": address} for address in IDENTITIES]

    assert imported(tool(*known), monkeypatch, *IDENTITIES.values()) == []


def test_what_an_interrupt_left_half_made_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    half = {"address": "aws_kms_key.states", "tainted": True}

    assert imported(tool(half), monkeypatch) == [("aws_kms_key.states",)]


def test_an_account_that_does_not_answer_is_not_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        imported(tool(), monkeypatch, code="AccessDenied")


def test_what_terraform_does_not_keep_fails(tmp_path: Path) -> None:
    terraform = Terraform(tmp_path, {"PATH": "/nowhere"}, tmp_path / "log")

    with pytest.raises(Failure, match="terraform untaint"):
        terraform.untaint("aws_kms_key.states")
