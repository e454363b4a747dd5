"""An environment is deployed and destroyed by its role although what AWS shows is late.

localcloud/fault_injection/rule.py says what is late; the seconds are AWS's.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import boto3
import pytest
import urllib3

from gitops.adapters.cloud import Cloud
from gitops.adapters.paths import ROOT, EnvironmentPaths
from tests.faults.conftest import Inject, Rule
from tests.gitops.account import working_copy

ROLE = "market-pipelines-ephemeral"
LATE: tuple[Rule, ...] = (
    {"operation": "kms.*", "effect": "late_key_tags", "seconds": 300},
    {"operation": "lambda.*", "effect": "late_roles", "seconds": 150},
    {"operation": "resourcegroupstaggingapi.*", "effect": "ghosts", "seconds": 3600},
    # AWS says 60 seconds for SQS; a scaled minute is over before the scan begins.
    {"operation": "*", "effect": "ghosts", "seconds": 3600},
)


@pytest.fixture
def suffix() -> Iterator[str]:
    """The suffix of an environment that the ephemeral role manages."""
    suffix = f"pr-{secrets.randbelow(10**6)}"
    yield suffix
    shutil.rmtree(EnvironmentPaths(suffix).home, ignore_errors=True)


@pytest.fixture
def session(cloud: Cloud, tmp_path: Path) -> Mapping[str, str]:
    """The variables of a session of the role, in an account that is ready."""
    _bootstrap(cloud, working_copy.write(tmp_path))
    return {**os.environ, "MARKET_CLOUD": "aws", **_assumed()}


def _bootstrap(cloud: Cloud, copy: Path) -> None:
    environ = {**os.environ, **cloud.variables, "MARKET_AWS_ENDPOINT": cloud.endpoint}
    argv = [sys.executable, "-m", "gitops", "bootstrap", "--cloud", "aws", "--yes"]
    done = subprocess.run(argv, cwd=copy, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _assumed() -> dict[str, str]:
    """The credentials of a session: in place of GitHub the administrator opens it."""
    account = boto3.client("sts").get_caller_identity()["Account"]
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        },
    }
    iam = boto3.client("iam")
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
    credentials = boto3.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="late"
    )["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
    }


def test_a_role_deploys_and_destroys_while_everything_is_late(
    cloud: Cloud, suffix: str, session: Mapping[str, str], inject: Inject
) -> None:
    inject(*LATE)

    _gitops(session, "deploy", "--suffix", suffix)
    destroyed = _gitops(session, "destroy", "--suffix", suffix)

    assert "0 leftovers in the cloud" in destroyed
    rules = urllib3.request("GET", f"{cloud.endpoint}/_localcloud/faults").json()
    hits = {(rule["effect"], rule["operation"]): rule["hits"] for rule in rules}
    assert all(hits.values()), hits


def _gitops(environ: Mapping[str, str], *arguments: str) -> str:
    argv = [sys.executable, "-m", "gitops", *arguments]
    done = subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
