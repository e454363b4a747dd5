"""What is recorded of an environment, and who may work on it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import EnvironmentPaths
from gitops.environment.records import check_cloud, exclusive, forget, recorded, register

pytestmark = pytest.mark.usefixtures("build")

LOCAL = Cloud("local", "http://127.0.0.1:1", identity="first")
OTHER_LOCAL = Cloud("local", "http://127.0.0.1:2", identity="second")


def _state_of(suffix: str) -> Path:
    state = EnvironmentPaths(suffix).state / suffix / "stack.tfstate"
    state.parent.mkdir(parents=True)
    state.write_text("{}")
    return state


def test_an_expiry_is_computed_once() -> None:
    assert recorded("pr-7") == recorded("pr-7")


def test_an_ephemeral_environment_expires_four_hours_after_it_was_made() -> None:
    record = recorded("pr-7")

    created, expires = (datetime.fromisoformat(t) for t in (record.created, record.expires))

    assert expires - created == timedelta(hours=4)
    assert record.expires.endswith("Z")


@pytest.mark.parametrize("suffix", ["dev", "prod"])
def test_a_protected_environment_never_expires(suffix: str) -> None:
    assert recorded(suffix).expires == ""


def test_an_environment_of_one_cloud_is_refused_in_the_other() -> None:
    register(recorded("pr-7"), Cloud.aws())

    with pytest.raises(Refusal, match="pr-7 was deployed with --cloud aws; use that"):
        check_cloud(recorded("pr-7"), LOCAL)


def test_an_environment_that_was_never_deployed_may_go_anywhere() -> None:
    check_cloud(recorded("pr-7"), Cloud.aws())
    check_cloud(recorded("pr-7"), LOCAL)


def test_state_of_an_embedded_cloud_that_ended_is_dropped() -> None:
    register(recorded("pr-7"), LOCAL)
    state = _state_of("pr-7")

    check_cloud(recorded("pr-7"), LOCAL)
    assert state.exists()

    check_cloud(recorded("pr-7"), OTHER_LOCAL)
    assert not state.exists()


def test_a_record_that_cannot_be_read_is_named_with_the_remedy() -> None:
    path = EnvironmentPaths("pr-7").record
    path.parent.mkdir(parents=True)
    path.write_text('{"suffix": ')

    with pytest.raises(
        Refusal, match=r"environment\.json cannot be read .*; if .* is gone, remove"
    ):
        recorded("pr-7")


def test_a_forgotten_environment_is_new() -> None:
    register(recorded("pr-7"), Cloud.aws())
    forget("pr-7", Cloud.aws(), ())

    assert recorded("pr-7").cloud == ""


def test_two_commands_on_one_environment_are_kept_apart() -> None:
    refused = pytest.raises(Refusal, match="Another command is working on environment pr-7")
    with exclusive("pr-7"), exclusive("pr-8"), refused, exclusive("pr-7"):
        pass

    with exclusive("pr-7"):
        pass
