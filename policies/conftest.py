"""Makes `pytest policies` judge a directory of synthesized stacks."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from policies.engine import waivers
from policies.engine.catalogue import CATALOGUE, UnfinishedPolicy
from policies.engine.judgement import Judgement, accepted, judge
from policies.engine.synth import BrokenSynth
from policies.engine.waivers import BrokenWaivers
from policies.gate import synthesis
from policies.gate.cases import JUDGEMENT, PolicyFile


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --synth-dir."""
    parser.addoption(
        "--synth-dir",
        metavar="DIR",
        type=Path,
        help="directory of synthesized stacks; default: cdktf.out, synthesized anew when stale",
    )


def pytest_collection(session: pytest.Session) -> None:
    """Judge everything once, before the cases are made."""
    folder: Path | None = session.config.getoption("--synth-dir")
    try:
        synth = synthesis.current() if folder is None else _from_where_called(folder, session)
        session.config.stash[JUDGEMENT] = _judged(synth)
    except (BrokenSynth, BrokenWaivers, UnfinishedPolicy, synthesis.SynthesisFailed) as error:
        raise pytest.UsageError(str(error)) from error


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PolicyFile | None:
    """Take every policy file for a file of cases."""
    if file_path.parent != CATALOGUE or file_path.suffix != ".py" or file_path.stem == "__init__":
        return None
    collected: PolicyFile = PolicyFile.from_parent(parent, path=file_path)
    return collected


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many resources each policy examined."""
    judgement = config.stash.get(JUDGEMENT, None)
    if judgement is not None:
        counts = ", ".join(f"{policy} {count}" for policy, count in judgement.examined.items())
        terminalreporter.write_line(f"examined: {counts}")


def _judged(synth: Path) -> Judgement:
    judgement = accepted(judge(synth), waivers.read(), datetime.now(tz=UTC).date())
    if judgement.problems:
        raise BrokenWaivers("; ".join(judgement.problems))
    return judgement


def _from_where_called(folder: Path, session: pytest.Session) -> Path:
    return session.config.invocation_params.dir / folder
