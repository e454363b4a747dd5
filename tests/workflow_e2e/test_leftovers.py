"""What a crash leaves where no state or no record tells of it, the workflows remove as well."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from gitops.adapters.aws import client
from gitops.environment.registry import FOLDER
from tests.pipelines import MARKET
from tests.workflow_e2e.scenario import all_of
from tests.workflow_e2e.team import BUCKET, Team

BRANCHES = ("crashed", "broken-record")
# A killed provider made these; its Terraform never heard of it.
FORGOTTEN = {"aws_sqs_queue", "aws_lambda_event_source_mapping", "aws_cloudwatch_dashboard"}


@pytest.fixture(scope="module", name="left")
def left_(team: Team) -> dict[str, int]:
    """Open pull requests, by branch, whose environments somebody left behind."""
    numbers = {name: team.open(name, {f"docs/{name}.md": "# A change\n"}) for name in BRANCHES}
    with ThreadPoolExecutor(len(numbers)) as people:
        list(people.map(lambda number: team.deploy_by_hand(f"pr-{number}"), numbers.values()))
    return numbers


def _nothing_left(team: Team, number: int) -> bool:
    queues = client(team.cloud, "sqs").list_queues().get("QueueUrls", [])
    left = [*team.records(), *team.states(), *team.alarms(), *team.tables(), *queues]
    return not [name for name in left if f"pr-{number}." in f"{name}."]


def _forget(team: Team, number: int) -> int:
    """Take resources out of the state, as if it had never been told of them; how many."""
    store, key = client(team.cloud, "s3"), f"{MARKET}/pr-{number}.tfstate"
    state = json.loads(store.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    kept = [each for each in state["resources"] if each["type"] not in FORGOTTEN]
    count = len(state["resources"]) - len(kept)
    state.update(resources=kept, serial=state["serial"] + 1)
    store.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(state))
    return count


def test_what_no_state_knows_goes_by_the_names_in_the_record(
    team: Team, left: dict[str, int]
) -> None:
    number = left["crashed"]
    count = _forget(team, number)
    assert count >= len(FORGOTTEN)
    team.close(number)

    result = team.run_cleanup(number)

    assert result.conclusion == "success", all_of(result)
    assert f"import      {count} resources that the state did not know" in all_of(result)
    assert _nothing_left(team, number)


def test_a_broken_record_of_a_closed_pull_request_goes_with_its_environment(
    team: Team, left: dict[str, int]
) -> None:
    number = left["broken-record"]
    key = f"{FOLDER}pr-{number}.json"
    client(team.cloud, "s3").put_object(Bucket=BUCKET, Key=key, Body=b'{"expires": "2099')
    team.close(number)

    result = team.run_scheduled("sweep")

    assert result.conclusion == "success", all_of(result)
    assert _nothing_left(team, number)
