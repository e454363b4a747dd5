"""Changes to the real stacks get the verdicts that were written down before they were tried."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from policies.engine.terraform_json.admission import faults
from policies.engine.terraform_json.folding import folded
from policies.engine.terraform_json.own_blocks import OwnBlocks
from policies.engine.terraform_json.parsing import Malformed, parse
from tests.pipelines import CRYPTO, MARKET
from tests.policies.changes import content, form, running
from tests.policies.changes.change import Change, Documents

POLICIES = discover()
STACKS = (CRYPTO, MARKET)
# The files with a table of LEGITIMATE changes and one of BAD ones.
TABLES = (content, form, running)
LEGITIMATE = [change for table in TABLES for change in table.LEGITIMATE]
BAD = [change for table in TABLES for change in table.BAD]


@pytest.fixture(scope="module")
def documents(synthesized: Path) -> Documents:
    folder = synthesized / "stacks"
    return {name: json.loads((folder / name / synth.DOCUMENT).read_text()) for name in STACKS}


def verdict(change: Change, documents: Documents, folder: Path) -> tuple[frozenset[str], str]:
    """The policies that fail after the change, or the words with which the gate refuses it."""
    changed = deepcopy(documents)
    change.apply(changed)
    assert changed != documents
    for name, document in changed.items():
        path = folder / "stacks" / name / synth.DOCUMENT
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(document))
    try:
        found = evaluate(synth.read(folder), POLICIES).findings
    except synth.BrokenSynth as error:
        return frozenset(), str(error)
    return frozenset(one.policy for one in found), ""


@pytest.mark.parametrize("change", [*LEGITIMATE, *BAD], ids=lambda change: change.name)
def test_a_change_gets_the_verdict_that_was_expected(
    documents: Documents, tmp_path: Path, change: Change
) -> None:
    findings, refusal = verdict(change, documents, tmp_path)

    assert (findings, bool(refusal)) == (change.findings, bool(change.refused)), refusal
    assert change.refused in refusal


@pytest.mark.parametrize("change", [*LEGITIMATE, *BAD], ids=lambda change: change.name)
def test_admission_takes_and_refuses_what_the_gate_does(
    documents: Documents, change: Change
) -> None:
    """One rule set: what the gate refuses never reaches Terraform, what is right does."""
    changed = deepcopy(documents)
    change.apply(changed)

    refused = [name for name, document in changed.items() if not admitted(name, document)]

    assert refused or not change.refused
    assert not refused or change.refused or change.findings


def admitted(stack: str, document: dict[str, Any]) -> bool:
    """Whether a foreign document like this is admitted as one of the environment dev."""
    local = {"local": {"path": f"../../../state/dev/{stack}.tfstate"}}
    place = {"bucket": "states", "key": f"{stack}/dev.tfstate", "region": "us-east-1"}
    own = OwnBlocks("dev", "us-east-1", "5.100.0", {"s3": {**place, "use_lockfile": True}}, [local])
    try:
        read = folded(parse(json.dumps(document).encode()))
    except Malformed:
        return False
    return not faults(read, own)


def test_every_bad_change_expects_a_finding_and_no_name_stands_twice() -> None:
    assert [one.name for one in BAD if not (one.findings or one.refused)] == []
    names = [one.name for one in [*LEGITIMATE, *BAD]]
    assert len(names) == len(set(names))
