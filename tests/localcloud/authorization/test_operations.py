"""The names by hand name what exists."""

from botocore.session import get_session

from localcloud.authorization.operations import ACTIONS
from localcloud.authorization.reference import find


def test_every_operation_named_by_hand_exists_and_asks_for_actions_that_exist() -> None:
    session = get_session()
    for operation, actions in ACTIONS.items():
        service, _, name = operation.partition(".")
        assert name in session.get_service_model(service).operation_names
        assert [find(action).name for action in actions] == list(actions)
