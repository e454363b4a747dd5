"""Changes to the real stacks get the verdicts that were written down before they were tried."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from tests.pipelines import CRYPTO, MARKET
from tests.policies.changes import form
from tests.policies.changes.change import Change, Documents

POLICIES = discover()
STACKS = (CRYPTO, MARKET)
# The files with a table of LEGITIMATE changes and one of BAD ones.
TABLES = (form,)
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


def test_every_bad_change_expects_a_finding_and_no_name_stands_twice() -> None:
    assert [one.name for one in BAD if not (one.findings or one.refused)] == []
    names = [one.name for one in [*LEGITIMATE, *BAD]]
    assert len(names) == len(set(names))
