"""Whether the tokens of the repository have the subject that the account's roles trust."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gitops.adapters.errors import Failure
from gitops.approval.doctor.api import Api, Hidden
from gitops.approval.doctor.rows import Row, State, gh_api, row
from gitops.environment import account_stack

# docs/claims.md#subject-prefix
TITLE = "the subject of tokens is what the account's roles trust"
PATH = "actions/oidc/customization/sub"
ROLE, ASSUME = "aws_iam_role", "sts:AssumeRoleWithWebIdentity"


def examine(api: Api) -> Iterator[Row]:
    """One row: every role trusts a subject that begins as GitHub says."""
    default = gh_api("PUT", f"repos/{api.name}/{PATH}", "-F use_default=true")
    try:
        found = api.read(PATH)
        roles = trusted()
    except (Hidden, Failure) as error:
        yield Row(TITLE, State.unknown, str(error), default)
        return
    if not found["use_default"]:
        yield row(TITLE, "the repository has a form of its own", default)
    elif not (prefix := found.get("sub_claim_prefix")):
        yield Row(TITLE, State.unknown, "GitHub does not say how a subject begins", default)
    else:
        refusing = [
            name
            for name, subjects in sorted(roles.items())
            if not any(each.startswith(f"{prefix}:") for each in subjects)
        ]
        wrong = f"begins with {prefix}, which is not trusted by {', '.join(refusing)}"
        yield row(TITLE, wrong if refusing else "", "gitops bootstrap --cloud aws")


def trusted() -> dict[str, list[str]]:
    """Role -> the subjects that it trusts, as `gitops bootstrap` deploys it with these settings.

    Raises:
        Failure: the account's stack cannot be synthesized.
    """
    with TemporaryDirectory() as folder:
        stack = account_stack.synthesize(Path(folder), migrated=True)
    return {
        str(role.values["name"]): subjects
        for role in stack.resources
        if role.type == ROLE and (subjects := list(_subjects(role.values["assume_role_policy"])))
    }


def _subjects(policy: Any) -> Iterator[str]:
    for statement in json.loads(policy)["Statement"]:
        if statement["Action"] == ASSUME:
            for name, value in statement["Condition"]["StringEquals"].items():
                if name.endswith(":sub"):
                    yield from [value] if isinstance(value, str) else value
