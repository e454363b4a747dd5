"""Whoever adds what no policy knows reads in which file to describe it."""

import re
from pathlib import Path

from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from policies.engine.verdict import Status
from tests.policies.documents import changed
from tests.policies.statements import allow, document

ROOT = Path(__file__).resolve().parents[2]
# A type and an action that nobody described.
UNKNOWN = {
    "aws_new_thing.x": {"name": "x-dev"},
    "aws_iam_role_policy.p": {"role": "r", "policy": document(allow("s3:PutObject"))},
}


def test_an_undecided_finding_names_the_file_to_edit() -> None:
    found = evaluate([changed({}, UNKNOWN)], discover()).findings
    undecided = [one.message for one in found if one.status is Status.UNDECIDED]

    assert len(undecided) >= len(UNKNOWN)
    for message in undecided:
        (file,) = re.findall(r"add the \w+ to (policies/[\w/.]+\.py)", message)
        assert (ROOT / file).is_file()
