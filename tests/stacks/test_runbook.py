"""Every alarm has an entry in the runbook that its description links to, and no entry is stale."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest
from botocore import session, xform_name

from tests.pipelines import CRYPTO, MARKET
from tests.stacks.conftest import ROOT
from tests.stacks.runbook import BLOCK, PAGE, described, written
from tests.stacks.synthesis import Document

RUNBOOK = "docs/operations.md"
TEXT = PAGE.read_text(encoding="utf-8")
ITEMS = ("Severity", "Condition", "Means", "Users notice", "Do", "May wait")
LINES = re.DOTALL | re.MULTILINE
# The shell functions that the runbook defines in its first block.
FUNCTIONS = {"insights", "log_lines", "log_errors", "metric"}


def entries(stack: str) -> dict[str, str]:
    """Heading -> text of the entries for the alarms of a stack."""
    (section,) = re.findall(rf"^## Alarms of {stack}\n(.*?)(?=^## |\Z)", TEXT, LINES)
    return dict(re.findall(r"^### (\S+)\n(.*?)(?=^### |\Z)", section, LINES))


ENTRIES = {name: text for stack in (CRYPTO, MARKET) for name, text in entries(stack).items()}


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command in the code blocks of a text, options of AWS included."""
    for block in (body for language, body in BLOCK.findall(text) if language == "bash"):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words and words[0] in {"aws", "gitops", *FUNCTIONS}:
                yield words


@pytest.fixture
def alarms(stack: Document, market: Document) -> dict[str, dict[str, Document]]:
    """Stack -> its alarms, by their names without the suffix."""
    return {CRYPTO: _alarms(stack), MARKET: _alarms(market)}


def _alarms(document: Document) -> dict[str, Document]:
    declared = document["resource"]["aws_cloudwatch_metric_alarm"].values()
    return {each["alarm_name"].removesuffix("-pr-7"): each for each in declared}


@pytest.mark.parametrize("name", [CRYPTO, MARKET])
def test_each_alarm_has_an_entry_and_each_entry_an_alarm(
    alarms: dict[str, dict[str, Document]], name: str
) -> None:
    assert set(entries(name)) == {entry_of(alarm) for alarm in alarms[name].values()}


def entry_of(alarm: Document) -> str:
    """The heading that the description of the alarm links to."""
    entry: str = alarm["alarm_description"].rpartition("#")[2]
    return entry


@pytest.mark.parametrize("name", [CRYPTO, MARKET])
def test_a_description_says_what_is_measured_the_threshold_and_the_entry(
    alarms: dict[str, dict[str, Document]], name: str
) -> None:
    for own_name, alarm in alarms[name].items():
        entry = entry_of(alarm)
        # Alarms of the exchanges share an entry.
        assert own_name == entry or own_name.startswith(f"{entry}-")
        unit = " % for" if "metric_query" in alarm else "( ms| s)? in( 3 of)?"
        limit = f"{alarm['threshold']:,.0f}{unit} 5 minutes"
        form = rf"[A-Z].+ above {limit}\. {re.escape(RUNBOOK)}#{entry}"
        assert re.fullmatch(form, alarm["alarm_description"]), alarm["alarm_description"]


def test_what_the_page_says_of_the_alarms_is_what_is_synthesized(
    stack: Document, market: Document
) -> None:
    # python -m tests.stacks.runbook writes it.
    assert written(TEXT, described(stack, market)) == TEXT


def test_a_changed_threshold_changes_the_page() -> None:
    changed = written(TEXT, {"webhook-processor-errors": "Above 5."})

    assert "| high | Above 5. | `log_errors webhook-processor` |" in changed
    assert "### webhook-processor-errors\n\n- Severity: high.\n- Condition: Above 5.\n" in changed


def test_every_entry_ends_with_a_saved_query_and_every_query_is_used(
    stack: Document, market: Document
) -> None:
    saved = {
        each["name"].removesuffix("-pr-7")
        for document in (stack, market)
        for each in document["resource"]["aws_cloudwatch_query_definition"].values()
    }
    for name in (CRYPTO, MARKET):
        for text in entries(name).values():
            [(program, query)] = list(commands(text))[-1:]
            assert program == "insights"
            assert query.startswith(f"{name}/")
            assert query in saved
    assert all(query in TEXT for query in saved)


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_says_what_it_means_what_users_notice_and_what_to_do(name: str) -> None:
    assert tuple(re.findall(r"^- ([A-Z][a-z ]+): ", ENTRIES[name], re.MULTILINE)) == ITEMS
    assert re.search(r"^- Severity: (high|medium|low)\.$", ENTRIES[name], re.MULTILINE)
    assert list(commands(ENTRIES[name]))


def test_the_aws_commands_exist_with_their_options() -> None:
    models = session.get_session()
    called = [words[1:] for words in commands(TEXT) if words[0] == "aws"]

    assert len(called) > 3
    for service, operation, *rest in called:
        model = models.get_service_model(service)
        known = {xform_name(each, "-"): each for each in model.operation_names}
        shape = model.operation_model(known[operation]).input_shape
        members = {xform_name(each, "-") for each in shape.members} if shape else set()
        options = {re.sub("^--(no-)?", "", word) for word in rest if word.startswith("--")}
        assert options - {"query", "output"} <= members, (service, operation)


def test_our_commands_exist_with_their_options() -> None:
    used: dict[tuple[str, str], set[str]] = {}
    for program, command, *rest in commands(TEXT):
        if program == "gitops":
            options = {word for word in rest if word.startswith("--")}
            used.setdefault((program, command), set()).update(options)

    assert used
    for (program, command), options in used.items():
        done = subprocess.run(
            [sys.executable, "-m", program, command, "--help"],
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert [option for option in options if option not in done.stdout] == []


def test_the_shell_functions_of_the_entries_are_defined() -> None:
    defined = set(re.findall(r"^(\w+)\(\) \{", TEXT, re.MULTILINE))
    called = {words[0] for text in ENTRIES.values() for words in commands(text)}

    assert called - {"aws", "gitops"} <= FUNCTIONS == defined
