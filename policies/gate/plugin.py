"""A pytest plugin: `pytest --terraform-dir DIR` evaluates any directory of Terraform JSON.

It comes with the wheel and does nothing without the option. Policies that examine nothing are
counted, not failed: a directory of somebody else need not hold every kind of resource.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from policies.engine.catalogue import Policy
    from policies.engine.evaluation import Evaluation

# The policies of the two pipelines of this repository; they name their stacks.
OURS = "market"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --terraform-dir, --policy-dir and --policy-waivers."""
    group = parser.getgroup("terraform policies", "policies on Terraform JSON")
    group.addoption(
        "--terraform-dir",
        metavar="DIR",
        type=Path,
        help="directory of Terraform JSON (cdktf.out, or folders with *.tf.json) to evaluate",
    )
    group.addoption(
        "--policy-dir",
        metavar="DIR",
        type=Path,
        help="folder of policies, <service>/<id>.py; default: those that are installed here",
    )
    group.addoption(
        "--policy-waivers", metavar="FILE", type=Path, help="waivers (TOML); default: none"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register what evaluates, if a directory is named."""
    if config.getoption("--terraform-dir") is not None:
        config.pluginmanager.register(DirectoryGate(config), "terraform-policies-gate")


class TerraformDirectory(pytest.Directory):
    """The directory; its cases are the verdicts."""

    evaluation: "Evaluation"

    def collect(self) -> Iterator[pytest.Item]:
        """One case per policy and resource."""
        from policies.gate.cases import Case  # noqa: PLC0415 (only with the option)

        policies = {policy.id: policy for policy in self.evaluation.policies}
        for verdict in self.evaluation.verdicts:
            name, policy = f"{verdict.policy}[{verdict.place}]", policies[verdict.policy]
            yield Case.from_parent(self, name=name, policy=policy, verdict=verdict)


class DirectoryGate:
    """Evaluates the directory once, and collects it besides the tests that were named."""

    def __init__(self, config: pytest.Config) -> None:
        self._folder = _path(config, "--terraform-dir").resolve()
        self._evaluation = _evaluated(config)
        named = config.args_source is pytest.Config.ArgsSource.ARGS
        config.args = [*(config.args if named else []), str(self._folder)]

    def pytest_collect_directory(
        self, path: Path, parent: pytest.Collector
    ) -> TerraformDirectory | None:
        """Collect the directory itself; nothing in it is a test."""
        if path != self._folder:
            return None
        found: TerraformDirectory = TerraformDirectory.from_parent(parent, path=path)
        found.evaluation = self._evaluation
        return found

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Report what was examined and which policies found nothing to examine."""
        found = self._evaluation
        busy = [policy for policy, count in found.examined.items() if count]
        terminalreporter.write_line(
            f"{', '.join(found.stacks)}: {len(found.verdicts)} verdicts of {len(busy)} policies;"
            f" {len(found.policies) - len(busy)} policies found nothing to examine"
        )


def _evaluated(config: pytest.Config) -> "Evaluation":
    from policies.engine import synth, waivers  # noqa: PLC0415 (every pytest run loads the plugin)
    from policies.engine.catalogue import UnfinishedPolicy  # noqa: PLC0415 (same)
    from policies.engine.evaluation import apply_waivers, evaluate  # noqa: PLC0415 (same)

    try:
        stacks = synth.read_any(_path(config, "--terraform-dir"))
        file = config.getoption("--policy-waivers")
        granted = waivers.read(_path(config, "--policy-waivers")) if file else []
        found = apply_waivers(
            evaluate(stacks, _policies(config)), granted, datetime.now(tz=UTC).date()
        )
    except (synth.BrokenSynth, waivers.BrokenWaivers, UnfinishedPolicy, OSError) as error:
        raise pytest.UsageError(str(error)) from error
    if found.problems:
        raise pytest.UsageError("; ".join(found.problems))
    return found


def _policies(config: pytest.Config) -> "list[Policy]":
    from policies.engine.catalogue import discover  # noqa: PLC0415 (only with the option)

    if config.getoption("--policy-dir") is not None:
        return discover(_path(config, "--policy-dir"))
    return [policy for policy in discover() if policy.service != OURS]


def _path(config: pytest.Config, option: str) -> Path:
    """The path, from where the command was given."""
    given: Path = config.getoption(option)
    return config.invocation_params.dir / given
