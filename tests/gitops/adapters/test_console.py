"""Steps are plain lines where nobody watches a terminal."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from gitops.adapters.console import Reporter, reporter


def _reporter() -> tuple[Reporter, StringIO]:
    text = StringIO()
    return Reporter(out=Console(file=text, highlight=False, width=60, soft_wrap=True)), text


def test_a_step_is_one_line_when_it_has_ended() -> None:
    report, text = _reporter()

    with report.step("deploy") as step:
        step.counted("aws_sqs_queue.x")
        step.result = "1 added"

    assert text.getvalue().startswith("ok deploy      1 added (")
    assert text.getvalue().count("\n") == 1


def test_a_step_that_fails_is_not_called_ok() -> None:
    report, text = _reporter()

    with pytest.raises(ValueError, match="no"), report.step("deploy"):
        raise ValueError("no")

    assert text.getvalue() == ""


def test_what_looks_like_markup_is_printed_as_it_is() -> None:
    report, text = _reporter()

    report.say("lambda[arm64] [/]")

    assert text.getvalue() == "lambda[arm64] [/]\n"


@pytest.mark.parametrize("for_machines", [False, True])
def test_the_code_of_an_emoji_is_printed_as_it_is(
    capsys: pytest.CaptureFixture[str], *, for_machines: bool
) -> None:
    report, table = reporter(for_machines=for_machines), Table("arn:key:on", ":bomb:")
    table.add_row(":key:", ":on:")

    report.say("arn:key:on :bomb:")
    report.warn(":key:")
    report.show(table)

    printed = "".join(capsys.readouterr())
    assert "arn:key:on :bomb:" in printed
    assert printed.count(":key:") == 4
    assert printed.count(":bomb:") == 2


def test_in_a_workflow_the_job_sums_up_what_came_of_each_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    report, _ = _reporter()

    with report.step("destroy") as step:
        step.result = "**gone**"
    report.say("<b>that is all</b>")
    report.fail("one\n# two")

    lines = [line for line in summary.read_text().splitlines() if line]
    assert lines[0].startswith("    ok destroy     **gone** (")
    assert lines[1:] == ["    <b>that is all</b>", "    failed: one", "    # two"]
