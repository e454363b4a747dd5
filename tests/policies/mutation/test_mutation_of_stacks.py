"""Mutants of the real stacks, a sample of them: the whole run is `make policies-mutation`."""

import json
from pathlib import Path

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import verdicts_of
from policies.mutation import __main__ as command
from policies.mutation.run import Score, read_allowed, run
from policies.mutation.watching import watched


def test_a_sample_of_the_mutants_of_the_real_stacks_is_caught(
    everything: Path, account: Path
) -> None:
    score = Score()
    for stack in [*synth.read(everything), *synth.read(account)]:
        score.add(run(stack, discover(), read_allowed(), every=7))

    assert score.made > 200
    assert score.survivors == []
    assert score.strays == []


def test_the_run_leaves_what_it_found_also_where_it_found_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "RESULT", tmp_path / "build" / "mutation.json")
    monkeypatch.setattr(command, "_examples", list)

    assert command.main([]) == 1
    found = json.loads(command.RESULT.read_bytes())
    assert (found["mutants"], found["faults"][0]) == (0, "no mutant was made")


def test_watching_changes_no_verdict_of_the_real_policies(synthesized: Path, account: Path) -> None:
    for stack in [*synth.read(synthesized), *synth.read(account)]:
        for one in discover():
            seen = [verdict.message for verdict in verdicts_of(one, [watched(stack)])]
            assert seen == [verdict.message for verdict in verdicts_of(one, [stack])]
