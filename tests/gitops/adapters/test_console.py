"""Steps are plain lines where nobody watches a terminal."""

import re
import time
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

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


HOSTILE = "\x1b[2Jred\u202etxt\x9b1m \u2066[red]:bomb: [/]"
INERT = "\\x1b[2Jred\\u202etxt\\x9b1m \\u2066[red]:bomb: [/]"


def test_hostile_text_is_inert_in_lines_cells_and_progress() -> None:
    text = StringIO()
    console = Console(file=text, force_terminal=True, color_system=None, width=200, emoji=False)
    report, table = Reporter(out=console), Table(HOSTILE, title=HOSTILE)
    table.add_row(HOSTILE)
    table.add_row(Text(HOSTILE, "bold"))

    report.say(f"{HOSTILE}\nnext\tline")
    report.show(table)
    with report.step("deploy") as step:
        step.say(f"{HOSTILE}\n:bomb:")
        time.sleep(0.2)
        step.result = HOSTILE

    printed = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text.getvalue())
    assert printed.count(INERT) >= 7
    assert f"{INERT}\\n:bomb:" in printed
    assert not set(printed) & set("\x1b\u202e\u2066\x9b")
    assert f"{INERT}\nnext" in printed


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
