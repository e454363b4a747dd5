"""A grant taken away from a role of the embedded account, then restored."""

import json
import random
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.paths import ROOT
from localcloud.authorization.statements import Statement
from tests.least_privilege import needed, replay
from tests.least_privilege.grants import Grant, of_trial, without


def missed(cloud: Cloud, role: str, verb: str, do: Callable[[], object]) -> str:
    """The grant of the role without which `do` failed; the commit chooses it.

    `verb` begins its action's name.

    Raises:
        RuntimeError: `do` did not fail, or for another reason.
    """
    grant = _chosen(cloud, role, verb)
    with _taken(cloud, role, grant):
        try:
            do()
        except RuntimeError as error:
            if grant.action in str(error):
                return str(grant)
            raise
    raise RuntimeError(f"Without {grant} nothing failed.")


def _chosen(cloud: Cloud, role: str, verb: str) -> Grant:
    policies = {role: [each for _, listed in _policies(cloud, role) for each in listed]}
    used = replay.used(needed.read(policies), replay.of_deployment)
    own = [each for each, by in used.items() if by and each.policy == f"{needed.PREFIX}{role}"]
    usable = sorted((each for each in own if each.action.split(":")[1].startswith(verb)), key=str)
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=ROOT, text=True)
    return random.Random(commit).choice(usable)


@contextmanager
def _taken(cloud: Cloud, role: str, grant: Grant) -> Iterator[None]:
    iam = client(cloud, "iam")
    for arn, statements in _policies(cloud, role):
        left = without(grant, statements)
        if left != statements:
            before = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
            text = json.dumps({"Version": "2012-10-17", "Statement": of_trial(left, statements)})
            new = iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)[
                "PolicyVersion"
            ]["VersionId"]
            try:
                yield
            finally:
                iam.set_default_policy_version(PolicyArn=arn, VersionId=before)
                iam.delete_policy_version(PolicyArn=arn, VersionId=new)
            return
    raise RuntimeError(f"{grant} is in no policy of the account.")


def _policies(cloud: Cloud, role: str) -> Iterator[tuple[str, Sequence[Statement]]]:
    """ARN and statements of each policy that is attached to the role."""
    iam: Any = client(cloud, "iam")
    attached = iam.list_attached_role_policies(RoleName=f"{needed.PREFIX}{role}")
    for each in attached["AttachedPolicies"]:
        arn = each["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        said = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        yield arn, said["Document"]["Statement"]
