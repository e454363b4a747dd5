"""A grant is used if a recorded request is denied without it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.authorization.evaluation import Policies, decide
from localcloud.authorization.statements import Caller, Request, Statement
from tests.least_privilege import __main__ as command
from tests.least_privilege import recording, register, replay
from tests.least_privilege.recording import Recorded
from tests.least_privilege.register import Row

ROLE = "worker-role-dev"
CALLER = Caller("123456789012", f"arn:aws:iam::123456789012:role/{ROLE}")
ACTIONS = ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:*")
QUEUES = ("jobs", "events", "*")
READ = date(2026, 11, 26)


def allow(actions: Any, resources: Any = "*", sid: str = "Own", **more: Any) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources, **more}


def asked(action: str, on: str = "jobs", /, *, named: str = "", **policies: Any) -> Recorded:
    context = {"aws:ResourceTag/Name": named} if named else {}
    return Recorded(Request(action, on, CALLER, context), Policies(**policies))


def used(*recorded: Recorded) -> dict[str, bool]:
    found = replay.used(recorded, replay.of_functions({ROLE}))
    return {str(each): bool(by) for each, by in found.items()}


def test_a_grant_that_decides_a_request_is_used_and_its_neighbors_are_not() -> None:
    own = [allow(["sqs:SendMessage", "sqs:PurgeQueue"], ["jobs", "events"])]

    assert used(asked("sqs:SendMessage", identity=own)) == {
        f"{ROLE} Own sqs:SendMessage jobs": True,
        f"{ROLE} Own sqs:SendMessage events": False,
        f"{ROLE} Own sqs:PurgeQueue jobs": False,
        f"{ROLE} Own sqs:PurgeQueue events": False,
    }


def test_of_two_grants_for_one_request_neither_is_needed() -> None:
    own = [allow("sqs:SendMessage"), allow("sqs:*", sid="All")]

    assert set(used(asked("sqs:SendMessage", identity=own)).values()) == {False}


def test_a_grant_is_used_if_any_of_the_requests_needs_it() -> None:
    own = [allow(["sqs:SendMessage", "sqs:ReceiveMessage"])]

    assert used(*(asked(action, identity=own) for action in ACTIONS[:2])) == {
        f"{ROLE} Own sqs:SendMessage *": True,
        f"{ROLE} Own sqs:ReceiveMessage *": True,
    }


def test_the_boundary_has_grants_like_any_policy() -> None:
    policies: dict[str, Any] = {
        "identity": [allow("sqs:*")],
        "boundary": [allow(["sqs:SendMessage", "sns:*"])],
    }

    assert used(asked("sqs:SendMessage", **policies)) == {
        f"{ROLE} Own sqs:* *": True,
        "permissions boundary Own sqs:SendMessage *": True,
        "permissions boundary Own sns:* *": False,
    }


def test_the_policy_of_a_key_is_asked_too_without_what_only_deploying_roles_use() -> None:
    root = {"AWS": "arn:aws:iam::123456789012:root"}
    key = [
        allow("kms:*", sid="Admin", Principal=root),
        allow("kms:Encrypt", sid="Logs", Principal={"Service": "logs.amazonaws.com"}),
        allow("kms:*", sid="Deployment", Principal="*"),
        {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Principal": root},
    ]

    mine = asked(
        "kms:Decrypt",
        named="prices",
        identity=[allow("kms:Decrypt")],
        resource=key[:2],
        is_key=True,
    )
    granted = asked("kms:Decrypt", named="prices", resource=key, is_key=True)

    assert used(mine, granted, asked("kms:Decrypt", resource=key, is_key=True)) == {
        f"{ROLE} Own kms:Decrypt *": True,
        "key prices Admin kms:* *": True,
        "key prices Logs kms:Encrypt *": False,
    }


def test_a_deny_is_no_grant_and_other_roles_are_left_alone() -> None:
    deny = {**allow("sqs:PurgeQueue"), "Effect": "Deny"}
    other = Caller("123456789012", "arn:aws:iam::123456789012:role/someone-else")
    foreign = replace(Request("sqs:SendMessage", "jobs"), caller=other)

    assert used(asked("sqs:SendMessage", identity=[deny])) == {}
    assert used(Recorded(foreign, Policies(identity=[allow("sqs:*")]))) == {}


statements = st.builds(
    allow,
    st.lists(st.sampled_from(ACTIONS), min_size=1, unique=True),
    st.lists(st.sampled_from(QUEUES), min_size=1, unique=True),
    st.sampled_from(["A", "B"]),
)
requests = st.tuples(st.sampled_from(ACTIONS[:2]), st.sampled_from(QUEUES[:2]))


@given(st.lists(statements, min_size=1, max_size=3), st.lists(requests, min_size=1, max_size=4))
def test_a_grant_is_used_exactly_if_without_it_a_request_is_denied(
    own: list[Statement], made: list[tuple[str, str]]
) -> None:
    recorded = [asked(*each, identity=own) for each in made]
    allowed = [each for each in recorded if each.allowed]
    # The same policy with a statement for every grant, so that taking one away is simple.
    atoms = {
        f"{ROLE} {each['Sid']} {action} {resource}|{json.dumps(each, sort_keys=True)}": allow(
            action, resource
        )
        for each in own
        for action in each["Action"]
        for resource in each["Resource"]
    }

    for grant, needed_by in replay.used(allowed, replay.of_functions({ROLE})).items():
        left = [atom for name, atom in atoms.items() if name != f"{grant}|{grant.statement}"]
        assert len(left) == len(atoms) - 1
        denied = [
            each for each in allowed if not decide(each.request, Policies(identity=left)).allowed
        ]
        assert needed_by is (denied[0] if denied else None)


def explained(pattern: str) -> list[Row]:
    return [Row(pattern, "AWS alone asks for it", "https://docs.aws.amazon.com/", READ)]


def faults(own: Statement, rows: list[Row]) -> list[str]:
    recorded = asked("sqs:SendMessage", identity=[own])
    return register.faults(replay.used([recorded], replay.of_functions({ROLE})), rows)


def test_an_unused_grant_is_a_fault_with_its_remedy() -> None:
    (fault,) = faults(allow(["sqs:SendMessage", "sqs:PurgeQueue"]), [])

    assert fault == (
        f"{ROLE} Own sqs:PurgeQueue *: no recorded request needs this grant; remove it from"
        " stacks/, or add a row to tests/least_privilege/register.toml."
    )


def test_a_row_explains_an_unused_grant() -> None:
    own = allow(["sqs:SendMessage", "sqs:PurgeQueue"])

    assert faults(own, explained("worker-role-* Own sqs:PurgeQueue *")) == []


@pytest.mark.parametrize("pattern", [f"{ROLE} Own sqs:SendMessage *", "nobody * * *"])
def test_a_row_for_a_grant_that_is_used_or_absent_is_stale(pattern: str) -> None:
    assert faults(allow("sqs:SendMessage"), explained(pattern)) == [
        f"{pattern}: the row explains no unused grant; remove it from register.toml."
    ]


def test_each_row_has_a_reason_and_a_page() -> None:
    for row in register.rows():
        assert row.reason
        assert row.source.startswith("https://")
        assert row.read >= READ


def entry(recorded: Recorded, *, allowed: bool) -> dict[str, Any]:
    """As the embedded cloud reports it, with the identity policy as policy 0."""
    return {
        "action": recorded.request.action,
        "resource": recorded.request.resource,
        "caller": vars(recorded.request.caller),
        "context": {},
        "unsupplied": [],
        "policies": {"identity": 0, "resource": 1, "boundary": None, "session": None},
        "is_key": False,
        "allowed": allowed,
    }


def test_a_recording_is_read_without_what_was_refused() -> None:
    send, purge = asked("sqs:SendMessage"), asked("sqs:PurgeQueue")
    decisions = [entry(send, allowed=True), entry(purge, allowed=False)]

    (read,) = recording.read({"decisions": decisions, "policies": [[allow("sqs:Send*")], []]})

    assert (read.role, read.request) == (ROLE, send.request)


def test_a_recording_that_is_decided_differently_is_refused() -> None:
    decisions = [entry(asked("sqs:SendMessage"), allowed=True)]

    with pytest.raises(ValueError, match="sqs:SendMessage on jobs is decided anew"):
        recording.read({"decisions": decisions, "policies": [[], []]})


def test_a_role_that_was_made_and_never_asked_is_a_fault() -> None:
    create = asked("iam:CreateRole", f"arn:aws:iam::123456789012:role/{ROLE}")
    roles = recording.made_roles([create])

    assert command.silent(roles, []) == [f"{ROLE}: made no recorded request."]


def test_the_table_counts_grants_by_policy_and_class() -> None:
    own = [allow(["sqs:SendMessage", "sqs:PurgeQueue"])]
    found = register.classes(
        replay.used([asked("sqs:SendMessage", identity=own)], replay.of_functions({ROLE})), []
    )

    assert [line.split() for line in command.table(found)] == [
        ["policy", "used", "invisible", "unused"],
        [ROLE, "1", "0", "1"],
    ]
