"""A new policy fails until it is filled in."""

import shutil
from pathlib import Path

import pytest

from gitops.adapters.errors import Refusal
from gitops.scaffold import policy
from policies.engine.catalogue import UnfinishedPolicy, discover

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with one policy."""
    for service in ("lambda_", "sqs"):
        (tmp_path / "policies" / "catalogue" / service).mkdir(parents=True)
        (tmp_path / "policies" / "catalogue" / service / "__init__.py").touch()
    (tmp_path / "tests" / "policies" / "rows").mkdir(parents=True)
    shutil.copy(
        ROOT / "policies" / "catalogue" / "lambda_" / "lambda_function_runs_on_arm64.py",
        tmp_path / "policies" / "catalogue" / "lambda_",
    )
    return tmp_path


def test_a_new_policy_fails_loudly_until_it_is_filled_in(copy: Path) -> None:
    written = policy.write("sqs/sqs_queue_is_encrypted", copy)

    assert [path.relative_to(copy).as_posix() for path in written] == [
        "policies/catalogue/sqs/sqs_queue_is_encrypted.py",
        "tests/policies/rows/sqs/sqs_queue_is_encrypted.py",
    ]
    with pytest.raises(UnfinishedPolicy, match="is incomplete: title is empty, why is empty"):
        discover(copy / "policies" / "catalogue")


@pytest.mark.parametrize("name", ["arm64", "Sqs_Queue", "a__b", "a_b.py", ""])
def test_what_is_no_name_for_a_policy_is_refused(copy: Path, name: str) -> None:
    with pytest.raises(Refusal, match="is not a policy id"):
        policy.write(f"sqs/{name}", copy)


@pytest.mark.parametrize("where", ["a_b", "", "/a_b", "../a_b", "sqs/../a_b", "nothing/a_b", "sqs"])
def test_a_policy_without_a_known_service_is_refused_with_those_there_are(
    copy: Path, where: str
) -> None:
    with pytest.raises(Refusal, match=r"write <service>/<name>.* Services: lambda_, sqs\."):
        policy.write(where, copy)

    assert not list(copy.rglob("a_b.py"))


def test_a_policy_that_is_there_is_not_overwritten(copy: Path) -> None:
    with pytest.raises(Refusal, match="already exists"):
        policy.write("lambda_/lambda_function_runs_on_arm64", copy)


def test_an_id_that_another_service_has_is_refused(copy: Path) -> None:
    with pytest.raises(Refusal, match=r"lambda_/lambda_function_runs_on_arm64\.py already exists"):
        policy.write("sqs/lambda_function_runs_on_arm64", copy)
