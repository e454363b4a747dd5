"""A running embedded cloud, clients for it, and functions from inline source."""

import io
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import boto3
import pytest
from botocore.config import Config

import localcloud
from localcloud.lambda_.runtime import isolation
from localcloud.server import EmbeddedCloud
from tests import recordings
from tests.localcloud.documents import EVERYTHING, LAMBDA_TRUST

TIME_SCALE = 0.01
# For the slowest of machines; how long anything takes is asserted nowhere.
PATIENCE_SECONDS = 300.0
# Where AWS has no native one, both are the same and one run is enough.
RUNTIME_CLIENTS = sorted({isolation.runtime_client(), isolation.PURE_CLIENT})
Found = TypeVar("Found")
_SESSION = boto3.Session("test", "test", region_name="us-east-1")
# An error must be seen, not retried away.
_ONE_ATTEMPT = Config(retries={"total_max_attempts": 1})


class Client(Protocol):
    """Makes a boto3 client of the running cloud."""

    def __call__(self, service: str) -> Any:
        """`client("sqs")`."""


class Permit(Protocol):
    """Lets a service invoke a function: `permit("worker", "sns.amazonaws.com")`."""

    def __call__(self, function: str, service: str) -> None:
        """For whichever resource the service acts."""


class CreateFunction(Protocol):
    """Deploys `source` as module index with its log group; returns the ARN."""

    def __call__(self, name: str, source: str, **settings: Any) -> str:
        """Settings are those of CreateFunction."""


@pytest.fixture
def cloud(request: pytest.FixtureRequest) -> Iterator[EmbeddedCloud]:
    """An empty cloud whose waits are a hundred times shorter than AWS's.

    A test that has to be faster than a wait asks for another scale by an indirect parameter.
    """
    with localcloud.running(time_scale=getattr(request, "param", TIME_SCALE)) as running:
        yield running


@pytest.fixture
def client(cloud: EmbeddedCloud) -> Client:
    made: dict[str, Any] = {}

    def make(service: str) -> Any:
        if service not in made:
            name: Any = service  # the stubs know only literal names
            made[service] = _SESSION.client(name, endpoint_url=cloud.endpoint, config=_ONE_ATTEMPT)
        return made[service]

    return make


@pytest.fixture
def create_function(client: Client) -> CreateFunction:
    def create(name: str, source: str, **settings: Any) -> str:
        client("logs").create_log_group(logGroupName=f"/aws/lambda/{name}")
        defaults = {
            "Runtime": "python3.13",
            "Handler": "index.handler",
            "Timeout": 30,
            "Role": _role(client("iam")),
            "Code": {"ZipFile": zipped(index=source)},
        }
        answer = client("lambda").create_function(FunctionName=name, **(defaults | settings))
        arn: str = answer["FunctionArn"]
        return arn

    return create


@pytest.fixture
def permit(client: Client) -> Permit:
    def permit(function: str, service: str) -> None:
        client("lambda").add_permission(
            FunctionName=function,
            StatementId=service.partition(".")[0],
            Action="lambda:InvokeFunction",
            Principal=service,
        )

    return permit


@pytest.fixture(params=RUNTIME_CLIENTS, ids=lambda path: f"{path.suffix.lstrip('.')} client")
def runtime_client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Functions run by this client: AWS's native one (.so), and the one in pure Python (.py)."""
    client: Path = request.param
    monkeypatch.setattr(isolation, "runtime_client", lambda: client)
    return client


@pytest.fixture
def make_role() -> Callable[[Any], str]:
    """Makes a role for functions by a client of IAM; returns its ARN."""
    return _role


@pytest.fixture
def make_zip() -> Callable[..., bytes]:
    return zipped


@pytest.fixture
def eventually() -> Callable[..., Any]:
    return poll


@pytest.fixture
def recorded() -> Callable[[str, str], Any]:
    """What real AWS answered: `recorded("lambda_destinations", "...test name")`."""
    return recordings.aws


def zipped(**modules: str) -> bytes:
    """A deployment package with these modules at its root."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for module, source in modules.items():
            archive.writestr(f"{module}.py", source)
    return buffer.getvalue()


def poll(look: Callable[[], Found], seconds: float = PATIENCE_SECONDS) -> Found:
    """The first truthy answer of `look`; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing came within {seconds} s"
        time.sleep(0.01)
    return found


def _role(iam: Any) -> str:
    """A role that Lambda may assume and that may do everything."""
    try:
        role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=LAMBDA_TRUST)
        iam.put_role_policy(RoleName="worker", PolicyName="everything", PolicyDocument=EVERYTHING)
    except iam.exceptions.EntityAlreadyExistsException:
        role = iam.get_role(RoleName="worker")
    arn: str = role["Role"]["Arn"]
    return arn
