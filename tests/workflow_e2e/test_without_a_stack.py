"""A stack that goes from the code is shown as what it destroys, and goes with its merge."""

import re
from pathlib import Path

from tests.pipelines import MARKET, MARKET_ENTRY
from tests.workflow_e2e.runner import Result
from tests.workflow_e2e.scenario import WITHOUT_EPHEMERAL, all_of, ended
from tests.workflow_e2e.team import ROOT, Team

STACKS = "stacks/__main__.py"
IDLE = re.compile(r"(\w+) examined no resource")


def test_a_removed_stack_is_shown_with_its_data_and_destroyed(team: Team, merged: Result) -> None:
    assert merged.conclusion == "success", all_of(merged)
    without = {
        "stacks/market_data_processing.py": None,
        STACKS: team.read(STACKS).replace(MARKET_ENTRY, ""),
    }
    number = team.open("one-stack-less", without)
    refused, review = team.review(number, only=WITHOUT_EPHEMERAL)

    assert (ended(refused)["check"], review.conclusion) == ("failure", "failure"), all_of(refused)
    idle = _policies(IDLE.findall(refused.jobs["check"].text))
    assert idle
    assert team.statuses(number)["review/prod"] == "failure"

    team.push(number, {**_cards_without(team, idle), **dict.fromkeys(idle)})
    result, review = team.review(number, only=WITHOUT_EPHEMERAL)

    assert result.conclusion == "success", all_of(result)
    assert review.conclusion == "success", all_of(review)
    for suffix, comment in zip(("dev", "prod"), team.comments(number), strict=True):
        first, above = comment.splitlines()[1], comment.split("<details>")[0]
        assert f"⚠️ {suffix}: removes `{MARKET}` with the data of " in first, comment
        assert f"`market-alerts-{suffix}`" in first, comment
        assert [name for name in idle if f"{name}:1 removed" not in above] == [], comment
    assert {"market-alerts-dev", "market-alerts-prod"} <= team.tables()

    deployed = team.run_deploy(team.merge(number))

    ends = ended(deployed)
    assert (ends["dev"], ends["prod"]) == ("success", "success"), all_of(deployed)
    assert {"crypto-prices-dev", "crypto-prices-prod"} <= team.tables()
    left = [*team.tables(), *team.queues(), *team.alarms()]
    assert [name for name in left if re.fullmatch("market-.*-(dev|prod)", name)] == []


def _policies(names: list[str]) -> list[str]:
    """The files of the policies."""
    found = [path for name in set(names) for path in ROOT.glob(f"policies/catalogue/*/{name}.py")]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def _cards_without(team: Team, idle: list[str]) -> dict[str, str]:
    """The other policies, and the lists for their cards, that name one of these, without that."""
    names = "|".join(Path(name).stem for name in idle)
    found = {}
    for path in [*ROOT.glob("policies/catalogue/*/*.py"), ROOT / "policies/aws/alarms.py"]:
        name = str(path.relative_to(ROOT))
        if name not in idle:
            text = team.read(name)
            changed = re.sub(rf'"({names})",?\s*', "", text)
            if changed != text:
                found[name] = changed
    return found
