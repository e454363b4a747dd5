"""What Prowler finds is fixed or has its reason; a new failure and an old excuse are red."""

from dataclasses import replace
from pathlib import Path

import pytest

from gitops.adapters.errors import Failure
from gitops.adapters.prowler import ProwlerFinding
from gitops.compliance import audit, frameworks
from gitops.compliance.audit import Accepted, AuditScope

TABLE = ProwlerFinding(
    "dynamodb_table_deletion_protection_enabled",
    "FAIL",
    "Medium",
    "arn:aws:dynamodb:us-east-1:123456789012:table/orders-pr-7",
    "orders-pr-7",
    ("Environment:pr-7", "Team:trading"),
    "The table has none.",
)
ACCEPTED = Accepted(TABLE.check, AuditScope.ENVIRONMENT, "It must be destroyable.", "platform team")
ENTRY = """
[[accepted]]
check = "some_check"
scope = "environment"
reason = "Because."
owner = "platform team"
"""


def faults(
    *findings: ProwlerFinding, accepted: tuple[Accepted, ...] = (ACCEPTED,), alone: bool = True
) -> list[str]:
    return list(audit.faults(findings, accepted, "pr-7", alone=alone))


def test_an_accepted_failure_is_no_fault() -> None:
    assert faults(TABLE) == []


def test_a_failure_that_is_not_accepted_names_check_resource_and_file() -> None:
    assert faults(replace(TABLE, check="another"), TABLE) == [
        (
            "another (medium): arn:aws:dynamodb:us-east-1:123456789012:table/orders-pr-7:"
            " The table has none.: fix it, or give the reason in policies/audit.toml"
        )
    ]


@pytest.mark.parametrize("status", ["PASS", "MANUAL"])
def test_what_fails_no_more_is_accepted_no_more(status: str) -> None:
    assert faults(replace(TABLE, status=status)) == [
        (
            "dynamodb_table_deletion_protection_enabled does not fail any more;"
            " remove it from policies/audit.toml"
        )
    ]


def test_an_entry_for_resources_accepts_no_others_and_needs_each_of_them() -> None:
    entry = replace(ACCEPTED, resources=("orders", "prices"))
    other = replace(TABLE, name="carts-pr-7", resource="carts")

    assert faults(TABLE, other, accepted=(entry,)) == [
        (
            "dynamodb_table_deletion_protection_enabled (medium): carts: The table has none.:"
            " fix it, or give the reason in policies/audit.toml"
        ),
        (
            "dynamodb_table_deletion_protection_enabled does not fail any more for prices;"
            " remove it from its resources"
        ),
    ]


def test_what_an_account_decides_may_pass_there_but_not_on_the_embedded_cloud() -> None:
    entry = replace(ACCEPTED, scope=AuditScope.ACCOUNT)

    assert faults(accepted=(entry,), alone=False) == []
    assert len(faults(accepted=(entry,), alone=True)) == 1


def test_of_an_account_only_the_environment_is_examined() -> None:
    key = replace(TABLE, resource="arn:key", name="6881ab89", labels=())
    by_name = replace(TABLE, labels=())
    foreign = replace(TABLE, name="orders-pr-8", labels=("Environment:pr-8",))
    longer = replace(TABLE, name="orders-pr-70", labels=("Environment:pr-70",))

    found = audit.of_environment([TABLE, key, by_name, foreign, longer], "pr-7", {"arn:key"})

    assert found == [TABLE, key, by_name]


def test_a_claimed_check_that_examined_nothing_is_a_fault() -> None:
    assert audit.unexamined([TABLE], [TABLE.check, "b", "a"]) == [
        "a is claimed, but examined nothing",
        "b is claimed, but examined nothing",
    ]


def test_what_is_accepted_is_not_claimed() -> None:
    assert {entry.check for entry in audit.read()} & frameworks.checks() == set()


def test_an_entry_says_what_why_and_whose() -> None:
    for entry in audit.read():
        assert entry.reason.endswith("."), entry.check
        assert entry.owner in {"platform team", "account owner"}, entry.check
        assert (entry.owner == "account owner") == (entry.scope is AuditScope.ACCOUNT), entry.check


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[[accepted]]", "[[refused]]", "'accepted'"),
        ('owner = "platform team"', "", "an entry has check, owner, reason, scope and at most"),
        ("[[accepted]]", "[[accepted]]\nuntil = 1", "an entry has check, owner, reason, scope and"),
        ('"Because."', '" "', "the entry of some_check has an empty reason"),
        ('"environment"', '"world"', "'world' is not a valid AuditScope"),
        ("[[accepted]]", f"{ENTRY}\n[[accepted]]", "lists some_check twice."),
        ("[[accepted]]", "[[accepted", "cannot be read: "),
    ],
    ids=["table", "lacking", "unknown", "empty", "scope", "twice", "no TOML"],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "audit.toml"
    path.write_text(ENTRY.replace(old, new, 1))

    with pytest.raises(Failure) as refused:
        audit.read(path)

    assert words in str(refused.value)
    assert str(refused.value).startswith("audit.toml ")


def test_a_file_that_is_complete_is_read(tmp_path: Path) -> None:
    path = tmp_path / "audit.toml"
    path.write_text(f'{ENTRY}resources = ["orders"]\n')

    assert audit.read(path) == [
        Accepted("some_check", AuditScope.ENVIRONMENT, "Because.", "platform team", ("orders",))
    ]
