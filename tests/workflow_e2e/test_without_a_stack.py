"""A stack that goes from the code is shown as what it destroys, and goes with its merge."""

import re

from tests.pipelines import MARKET, MARKET_ENTRY
from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import WITHOUT_EPHEMERAL, all_of, ended
from tests.workflow_e2e.team import Team

STACKS, WAIVERS = "stacks/__main__.py", "policies/waivers.toml"
WAIVED = re.compile(rf'  "{MARKET}: .*",\n')


def test_a_removed_stack_is_planned_shown_and_destroyed(team: Team, merged: Result) -> None:
    assert merged.conclusion == "success", all_of(merged)
    number = team.open(
        "one-stack-less",
        {
            "stacks/market_data_processing.py": None,
            STACKS: team.read(STACKS).replace(MARKET_ENTRY, ""),
            WAIVERS: WAIVED.sub("", team.read(WAIVERS)),
        },
    )
    _, review = team.review(number, only=WITHOUT_EPHEMERAL)

    assert review.conclusion == "success", all_of(review)
    dev, prod = team.comments(number)
    for suffix, comment in (("dev", dev), ("prod", prod)):
        first = comment.splitlines()[1]
        assert f"{suffix}: removes `{MARKET}` with the data of " in first, comment
        assert f"`market-alerts-{suffix}`" in first, comment
    assert {"market-alerts-dev", "market-alerts-prod"} <= team.tables()

    result = team.run_deploy(team.merge(number))

    ends = ended(result)
    assert (ends["dev"], ends["prod"]) == ("success", "success"), all_of(result)
    assert {"crypto-prices-dev", "crypto-prices-prod"} <= team.tables()
    left = [*team.tables(), *team.queues(), *team.alarms()]
    assert [name for name in left if re.fullmatch("market-.*-(dev|prod)", name)] == []
