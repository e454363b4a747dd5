"""For each grant of the roles of GitHub Actions a recorded request that needs it, made small.

`needed.json` keeps them, so that each commit decides them again without an hour of rehearsal.
`make least-privilege-record` writes it. Ids that differ with each rehearsal are zeros there.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from localcloud.account import ACCOUNT
from localcloud.authorization.evaluation import Policies
from localcloud.authorization.statements import Caller, Request, Statement
from stacks.constructs.account import Account
from stacks.permissions import key_policy
from tests.least_privilege.grants import Grant
from tests.least_privilege.recording import Recorded

FILE = Path(__file__).with_name("needed.json")
REFRESH = "make least-privilege-record"
PREFIX = "market-pipelines-"
# What the rehearsal calls them, and the tests of what is synthesized.
STATES = {"arn:aws:s3:::market-pipelines-state": "arn:aws:s3:::octo-states"}
_KEY = re.compile(r"\bkey/[0-9a-f-]{36}")
_IDS = (
    (re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}"), "0"),
    (re.compile(r"(restapis(?:/|%2F))[a-z0-9]{10}"), r"\g<1>0"),
    (re.compile(r"(integration-)[0-9a-f]{32}"), r"\g<1>0"),
)
_WHO = ("aws:principalarn", "aws:principalaccount")
# Of what the key policy of an environment says of it, as one that only delegates to IAM.
DELEGATES: Statement = {
    "Sid": "AccountAdmin",
    "Effect": "Allow",
    "Action": ["kms:*"],
    "Resource": ["*"],
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
}
Entry = dict[str, Any]


def entries(used: Mapping[Grant, Recorded | None]) -> list[Entry]:
    """The requests, one for each grant that one needs; a request that several need once."""
    found = {
        json.dumps(_entry(recorded), sort_keys=True): None for recorded in used.values() if recorded
    }
    return [json.loads(each) for each in sorted(found)]


def write(listed: Sequence[Entry]) -> None:
    """Replace the file: a line for each request."""
    lines = ",\n".join(json.dumps(each, sort_keys=True) for each in listed)
    FILE.write_text(f"[\n{lines}\n]\n")


def read(permissions: Mapping[str, Sequence[Statement]]) -> list[Recorded]:
    """The requests of the file, with the policies as they are now: role -> its statements.

    Those of a role without statements are left out.
    """
    listed: list[Entry] = json.loads(FILE.read_text())
    return [
        _recorded(each, permissions[each["role"]]) for each in listed if each["role"] in permissions
    ]


def _entry(recorded: Recorded) -> Entry:
    request = recorded.request
    context = {name: v for name, v in request.context.items() if name not in _WHO}
    return _normal(
        {
            "role": recorded.role.removeprefix(PREFIX),
            "action": request.action,
            "resource": request.resource,
            "context": context,
            "key_of": _owner(recorded),
        }
    )


def _owner(recorded: Recorded) -> str:
    """The environment whose key is asked for; empty for the key of the states and for no key."""
    for each in recorded.policies.resource:
        if each.get("Sid") == "KeepEnvironment":
            return str(each["Condition"]["StringNotEquals"][key_policy.ENVIRONMENT])
    return ""


def _normal(entry: Entry) -> Entry:
    text = json.dumps(entry)
    for name, other in STATES.items():
        text = text.replace(name, other)
    if not entry["key_of"]:
        text = _KEY.sub("key/states", text)
    for pattern, zeros in _IDS:
        text = pattern.sub(zeros, text)
    found: Entry = json.loads(text)
    return found


def _recorded(entry: Entry, identity: Sequence[Statement]) -> Recorded:
    role = f"arn:aws:iam::{ACCOUNT}:role/{PREFIX}{entry['role']}"
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{PREFIX}{entry['role']}/GitHubActions"
    context = {**entry["context"], "aws:PrincipalArn": role, "aws:PrincipalAccount": ACCOUNT}
    is_key = ":key/" in entry["resource"]
    request = Request(entry["action"], entry["resource"], Caller(ACCOUNT, role, session), context)
    resource = [DELEGATES, *_key_policy(entry["key_of"])] if is_key else ()
    return Recorded(request, Policies(identity=identity, resource=resource, is_key=is_key))


def _key_policy(suffix: str) -> list[Statement]:
    return list(key_policy.deployment(Account(ACCOUNT, "aws"), suffix)) if suffix else []
