"""Makes `pytest policies` evaluate a directory of synthesized stacks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from policies.engine import waivers
from policies.engine.catalogue import UnfinishedPolicy, is_policy
from policies.engine.evaluation import Evaluation, apply_waivers, evaluate_folder
from policies.engine.synth import BrokenSynth
from policies.engine.waivers import BrokenWaivers
from policies.gate import synthesis
from policies.gate.cases import EVALUATION, PolicyFile, run_case


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --synth-dir."""
    parser.addoption(
        "--synth-dir",
        metavar="DIR",
        type=Path,
        help="directory of synthesized stacks; default: cdktf.out, synthesized anew when stale",
    )


def pytest_collection(session: pytest.Session) -> None:
    """Evaluate everything once, before the cases are made."""
    folder: Path | None = session.config.getoption("--synth-dir")
    try:
        called_in = session.config.invocation_params.dir
        synth = synthesis.current() if folder is None else called_in / folder
        session.config.stash[EVALUATION] = _evaluated(synth)
    except (BrokenSynth, BrokenWaivers, UnfinishedPolicy, synthesis.SynthesisFailed) as error:
        raise pytest.UsageError(str(error)) from error


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PolicyFile | None:
    """Collect the cases of every policy file."""
    if not is_policy(file_path):
        return None
    collected: PolicyFile = PolicyFile.from_parent(parent, path=file_path)
    return collected


def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Run a case in one phase; other items as pytest does."""
    return run_case(item)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Report how many resources each policy examined."""
    evaluation = config.stash.get(EVALUATION, None)
    if evaluation is not None:
        counts = ", ".join(f"{policy} {count}" for policy, count in evaluation.examined.items())
        terminalreporter.write_line(f"examined: {counts}")


def _evaluated(synth: Path) -> Evaluation:
    evaluation = apply_waivers(evaluate_folder(synth), waivers.read(), datetime.now(tz=UTC).date())
    if evaluation.problems:
        raise BrokenWaivers("; ".join(evaluation.problems))
    return evaluation
