"""Every policy gives the exact answer of every row of its table."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from policies.engine.catalogue import Policy, discover
from policies.engine.evaluation import verdicts_of
from tests.policies.documents import STACK, Row, Rows, changed

POLICIES = {policy.id: policy for policy in discover()}


def rows_of(policy: str) -> Rows:
    folder = POLICIES[policy].service
    rows = import_module(f"tests.policies.rows.{folder}.{policy}").ROWS
    assert isinstance(rows, Rows)
    return rows


def stack_of(policy: Policy) -> str:
    """A stack that the policy is for."""
    return next(iter(policy.card.stacks), STACK)


def answers(policy: Policy, rows: Rows, row: Row) -> dict[str, str]:
    verdicts = list(verdicts_of(policy, [changed(rows.resources, row.change, stack_of(policy))]))
    assert [verdict.failed for verdict in verdicts] == [
        not verdict.message.endswith(": compliant") for verdict in verdicts
    ]
    return {verdict.address: verdict.message for verdict in verdicts}


def cases() -> Iterator[object]:
    for name in POLICIES:
        rows = rows_of(name)
        yield pytest.param(name, Row("as it should be"), id=f"{name}: as it should be")
        for row in rows.table:
            yield pytest.param(name, row, id=f"{name}: {row.name}")


@pytest.mark.parametrize(("name", "row"), list(cases()))
def test_a_policy_gives_the_exact_answer(name: str, row: Row) -> None:
    rows = rows_of(name)
    words = dict.fromkeys(rows.compliant, "compliant") | dict(row.answers)

    stack = stack_of(POLICIES[name])
    assert answers(POLICIES[name], rows, row) == {
        address: f"{stack}: {address}: {answer}"
        for address, answer in words.items()
        if answer is not None
    }


# Only the suffix could leave them in doubt, and resource_has_required_tags speaks of that.
NEVER_IN_DOUBT = {
    "lambda_queue_consumer_alarms_on_failed_messages",
    "resource_is_kept_in_its_own_state",
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_table_shows_compliance_violation_doubt_and_no_concern(name: str) -> None:
    rows = rows_of(name)
    words = [str(answer) for row in rows.table for answer in row.answers.values()]

    assert rows.compliant
    assert any(answer.startswith("found ") for answer in words)
    assert any(answer.startswith("undecided: ") for answer in words) != (name in NEVER_IN_DOUBT)
    assert any("${" in str(row.change) for row in rows.table), "a reference"
    assert any(not row.answers or None in row.answers.values() for row in rows.table)


def test_every_table_lies_as_its_policy_does() -> None:
    folder = Path(__file__).parent / "rows"
    tables = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")}

    assert tables == {f"{policy.service}/{policy.id}.py" for policy in POLICIES.values()}


def test_a_row_is_distinguished_from_the_others_by_its_name() -> None:
    for name in POLICIES:
        names = [row.name for row in rows_of(name).table]
        assert len(set(names)) == len(names), name
