"""Every form says the same: what fails, what is waived, and how much each rule examined."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from rich.console import Console

from gitops.adapters.paths import ROOT
from gitops.compliance import files, junit, markdown, plain_json, sarif
from gitops.compliance.result import Result
from gitops.compliance.table import table
from policies.engine.stack import Place
from tests.gitops.compliance.examples import clean, made

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"


@pytest.fixture
def result(tmp_path: Path) -> Result:
    return made(tmp_path)


def _rows(result: Result) -> list[list[str]]:
    out = StringIO()
    Console(file=out, width=files.WIDTH, color_system=None).print(table(result))
    return [line.split() for line in out.getvalue().splitlines()]


def test_the_table_has_a_row_for_each_rule_with_its_counts(result: Result) -> None:
    assert _rows(result)[1:] == [
        ["queue_is_named", "medium", "6", "3", "1", "1"],
        ["topic_is_named", "medium", "0"],
        ["checkov:", "1", "checks", "1"],
        ["CKV_AWS_27", "3", "1", "1"],
    ]


def _counts(result: Result, section: str) -> dict[str, int]:
    said = plain_json.document(result)[section]
    return {key: said[key] for key in ("examined", "failed", "waived")}


def test_the_json_counts_and_tells_every_verdict(result: Result) -> None:
    document = json.loads(json.dumps(plain_json.document(result)))

    assert (document["on"], document["environment"], document["passed"]) == ("synth", "pr-7", False)
    assert _counts(result, "policies") == {"examined": 6, "failed": 3, "waived": 1}
    assert _counts(result, "checkov") == {"examined": 4, "failed": 1, "waived": 1}
    named, topics = document["policies"]["rules"]
    assert (named["examined"], topics["examined"], topics["idle"]) == (6, 0, True)
    assert named["findings"][0] == {
        "stack": "prices",
        "address": "aws_sqs_queue.bad",
        "status": "violation",
        "message": "prices: aws_sqs_queue.bad (prices/bad): found name = `x|y`\x00, wanted a name",
        "detail": "found name = `x|y`\x00, wanted a name",
        "construct": "prices/bad",
        "found": "name = `x|y`\x00",
        "wanted": "a name",
        "file": "stacks/prices.py",
        "line": 6,
    }
    assert named["waived"][0]["waiver"]["expires"] == "2027-01-31"
    assert named["compliant"] == ["prices: aws_sqs_queue.good"]
    assert len(document["policies"]["problems"]) == 2


def test_junit_has_a_case_for_each_verdict_and_fault(result: Result) -> None:
    root = ET.fromstring(junit.document(result))  # noqa: S314 (we wrote it a moment ago)

    suites = {suite.get("name"): suite for suite in root}
    named = suites["policies.queue_is_named"]
    counts = {key: named.get(key) for key in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "6", "failures": "2", "errors": "1", "skipped": "2"}
    assert suites["policies.topic_is_named"].get("failures") == "1"
    assert suites["policies.waivers"].get("failures") == "2"
    assert suites["checkov.CKV_AWS_27"].get("failures") == "1"
    assert (root.get("tests"), root.get("failures")) == ("13", "6")
    bad = named.find("testcase[@name='prices: aws_sqs_queue.bad']")
    assert bad is not None
    assert (bad.get("file"), bad.get("line")) == ("stacks/prices.py", "6")
    examined = named.find("properties/property[@name='examined']")
    assert examined is not None
    assert examined.get("value") == "6"


def test_sarif_is_valid(result: Result) -> None:
    schema = json.loads(SCHEMA.read_text())

    jsonschema.Draft4Validator(schema).validate(sarif.document(result))


def test_the_sarif_schema_refuses_what_is_no_sarif(result: Result) -> None:
    schema = json.loads(SCHEMA.read_text())
    document = sarif.document(result)
    document["runs"][0]["results"][0]["message"] = "no object"

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate(document)


def _sarif(result: Result, run: int) -> dict[str, Any]:
    found: dict[str, Any] = sarif.document(result)["runs"][run]
    return found


def test_sarif_points_findings_at_our_sources_and_leaves_out_what_a_waiver_accepts(
    result: Result,
) -> None:
    """GitHub ignores suppressions: what is accepted would be an open alert."""
    own = _sarif(result, 0)

    by_name = {
        found["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: found
        for found in own["results"]
    }
    assert sorted(name.rpartition(".")[2] for name in by_name) == ["bad", "broken", "unknown"]
    assert [one.address for one in result.sections[0].waived] == ["aws_sqs_queue.excused"]
    place = by_name["prices: aws_sqs_queue.bad"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "stacks/prices.py", "uriBaseId": "SRCROOT"}
    assert (place["region"]["startLine"], place["region"]["endLine"]) == (6, 6)
    rules = own["tool"]["driver"]["rules"]
    assert [rule["properties"]["examined"] for rule in rules] == [6, 0]
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in own["results"])


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [
        ("high", "error", 8.0),
        ("medium", "warning", 5.5),
        ("low", "note", 2.0),
        ("", "warning", None),
    ],
)
def test_sarif_has_the_level_and_the_score_of_the_severity(
    result: Result, severity: str, level: str, score: float | None
) -> None:
    own, builtin = result.sections
    section = replace(own, rules=[replace(one, severity=severity) for one in own.rules])

    run = _sarif(replace(result, sections=[section, builtin]), 0)

    (rule, *_) = run["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"]["level"] == level
    assert {found["level"] for found in run["results"]} == {level}
    score_of_rule = rule["properties"].get("security-severity")
    assert (None if score_of_rule is None else float(score_of_rule)) == score


def test_a_region_of_sarif_ends_where_its_line_does(result: Result) -> None:
    own, builtin = result.sections
    (rule, *rest) = own.rules
    there = [replace(one, file="cdktf.json", line=1) for one in rule.examined]
    section = replace(own, rules=[replace(rule, examined=there), *rest])

    run = _sarif(replace(result, sections=[section, builtin]), 0)

    (region,) = {
        tuple(found["locations"][0]["physicalLocation"]["region"].items())
        for found in run["results"]
    }
    width = len((ROOT / "cdktf.json").read_text().splitlines()[0])
    assert dict(region) == {
        "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": width + 1,
    }  # fmt: skip


def test_sarif_holds_all_that_github_requires(result: Result) -> None:
    """What code scanning requires and limits; its reference was read on 2026-11-26."""
    text = json.dumps(sarif.document(result))
    assert len(text) < 10_000_000
    document = json.loads(text)
    assert document["version"] == "2.1.0"
    assert document["$schema"].startswith("https://")
    assert 0 < len(document["runs"]) <= 20
    for run in document["runs"]:
        driver = run["tool"]["driver"]
        assert driver["name"]
        assert re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"])
        assert len(driver["rules"]) <= 25_000
        assert len(run["results"]) <= 5_000
        for rule in driver["rules"]:
            _is_a_rule_for_github(rule)
        for found in run["results"]:
            _is_a_result_for_github(found, len(driver["rules"]))
        category, _, last = run["automationDetails"]["id"].rpartition("/")
        assert category
        assert last == ""


def _is_a_rule_for_github(rule: dict[str, Any]) -> None:
    assert rule["id"]
    assert len(rule["name"]) <= 255
    for name in ("shortDescription", "fullDescription"):
        assert 0 < len(rule[name]["text"]) <= 1024
    assert rule["help"]["text"]
    assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
    assert "security" in rule["properties"]["tags"]
    assert len(rule["properties"]["tags"]) <= 10
    assert 0 < float(rule["properties"].get("security-severity", 5)) <= 10
    assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")


def _is_a_result_for_github(found: dict[str, Any], rules: int) -> None:
    assert 0 <= found["ruleIndex"] < rules
    assert found["message"]["text"]
    assert "suppressions" not in found
    (location,) = found["locations"]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri
    assert not uri.startswith(("/", "file:"))
    region = location["physicalLocation"]["region"]
    assert region["startLine"] >= 1
    assert region["endLine"] >= region["startLine"]
    assert region["endColumn"] > region["startColumn"] >= 1
    assert list(found["partialFingerprints"]) == ["primaryLocationLineHash"]


def test_the_help_of_a_rule_says_why_and_what_to_do(result: Result) -> None:
    (rule, *_) = _sarif(result, 0)["tool"]["driver"]["rules"]

    assert rule["help"]["text"] == "Nobody finds <nameless> queues.\n\nSet name."
    assert "[Source](https://example.org/names)" in rule["help"]["markdown"]


def test_sarif_tells_what_could_not_be_judged(result: Result) -> None:
    (invocation,) = _sarif(result, 0)["invocations"]

    notes = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert notes[0] == "topic_is_named examined no resource"
    assert len(notes) == 3


def test_a_finding_stays_the_same_alert_when_its_line_moves(result: Result) -> None:
    before = _sarif(result, 0)["results"]
    own, builtin = result.sections
    (rule, *rest) = own.rules
    moved = [replace(one, line=99) for one in rule.examined]
    section = replace(own, rules=[replace(rule, examined=moved), *rest])

    after = _sarif(replace(result, sections=[section, builtin]), 0)["results"]

    key = "partialFingerprints"
    assert [found[key] for found in before] == [found[key] for found in after]
    assert len({found[key]["primaryLocationLineHash"] for found in before}) == len(before)


def test_markdown_says_what_fails_is_waived_and_was_examined(result: Result) -> None:
    text = markdown.document(result)
    lines = text.splitlines()

    assert lines[0] == "### Policies on synth: ❌ fail"
    assert (
        "| [`queue_is_named`](https://example.org/names)<br>medium | `prices: aws_sqs_queue.bad`"
        r" | found `name = \u0060x\|y\u0060\u0000`, wanted `a name` | `stacks/prices.py:6` |"
    ) in lines
    assert "- `topic_is_named` examined no resource: it proves nothing" in lines
    assert (
        "| `CKV_AWS_27` | `prices: aws_sqs_queue.excused` | 2027-01-31 | `bob`"
        r" | `It goes \| on Monday.` |"
    ) in lines
    assert "| `queue_is_named` | medium | 6 | 3 | 1 | 1 |" in lines
    assert text.count("<details>") == text.count("</details>") == 2


def test_markdown_says_that_nothing_fails(tmp_path: Path) -> None:
    text = markdown.document(clean(tmp_path))

    assert text.startswith("### Policies on live: ✅ pass\n")
    assert "waived, not passed" not in text


def test_a_comment_stays_short_however_much_fails(result: Result) -> None:
    own, builtin = result.sections
    (rule, *rest) = own.rules
    many = replace(rule, examined=[*rule.examined] * 400)
    flood = replace(result, sections=[replace(own, rules=[many, *rest]), builtin])

    text = markdown.document(flood)

    assert len(text) < 65_536
    assert "... and 1150 more." in text
    assert "... and 351 more." in text


def test_all_forms_lie_beside_each_other_and_old_ones_go(result: Result, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    files.write(result, folder)

    names = sorted(path.name for path in folder.iterdir())
    assert names == ["synth.json", "synth.md", "synth.sarif", "synth.txt", "synth.xml"]
    assert "CKV_AWS_27: prices: aws_sqs_queue.bad: Encrypt queues" in (
        (folder / "synth.txt").read_text().splitlines()
    )

    files.clear(folder, Place.SYNTH)
    assert list(folder.iterdir()) == []
