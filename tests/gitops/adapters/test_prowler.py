"""Prowler's report is read as it is, and a run that examined nothing is no success."""

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters import prowler
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure
from gitops.compliance import frameworks

ROOT = Path(__file__).resolve().parents[3]
CLOUD = Cloud("local", "http://127.0.0.1:9")
RECORD: dict[str, Any] = {
    "metadata": {"event_code": "kms_cmk_rotation_enabled", "product": {"version": "5.46.0"}},
    "severity": "High",
    "status_code": "FAIL",
    "status_detail": "KMS CMK 1 has automatic rotation disabled.",
    "resources": [{"uid": "arn:key/1", "name": "1", "labels": ["Environment:pr-7"]}],
}
FINDING = prowler.ProwlerFinding(
    "kms_cmk_rotation_enabled",
    "FAIL",
    "High",
    "arn:key/1",
    "1",
    ("Environment:pr-7",),
    "KMS CMK 1 has automatic rotation disabled.",
)


def install(home: Path, script: str) -> None:
    """A Prowler that does what the script says; $REPORT is where its report belongs."""
    tool = home / "bin" / "prowler"
    tool.parent.mkdir(parents=True)
    tool.write_text(f"#!/bin/sh\nREPORT=prowler.ocsf.json\n{script}\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(prowler, "HOME", tmp_path / "venv")
    (tmp_path / "out").mkdir()
    return tmp_path / "venv"


def test_the_findings_are_those_of_this_run(home: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "prowler.ocsf.json").write_text("[1, 2]")
    (tmp_path / "report").write_text(json.dumps([RECORD]))
    install(home, f"cat {tmp_path}/report >> $REPORT; echo $AWS_ENDPOINT_URL")

    found = prowler.scan(CLOUD, tmp_path / "out")

    assert found == prowler.failing(found) == [FINDING]
    assert str(found[0]).startswith("kms_cmk_rotation_enabled (high): arn:key/1: KMS CMK 1 has")
    assert "http://127.0.0.1:9" in (tmp_path / "out" / "prowler.log").read_text()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 1", "Prowler ended with exit code 1; log: "),
        ("true", "Prowler's report "),
        ("echo '[]' > $REPORT", "Prowler found nothing to examine"),
        ("echo '[{}]' > $REPORT", "cannot be read: KeyError('resources')"),
        ("echo '{' > $REPORT", "cannot be read: JSONDecodeError("),
    ],
    ids=["failed", "no report", "nothing", "no finding", "no JSON"],
)
def test_a_run_that_examined_nothing_is_no_success(
    home: Path, tmp_path: Path, script: str, words: str
) -> None:
    install(home, script)

    with pytest.raises(Failure, match=re.escape(words)):
        prowler.scan(CLOUD, tmp_path / "out")


@pytest.mark.usefixtures("home")
def test_without_prowler_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="run `make audit`"):
        prowler.scan(CLOUD, tmp_path / "out")
    with pytest.raises(Failure, match="run `make audit`"):
        prowler.compliance_files(tmp_path)


def test_the_version_that_is_installed_is_the_one_whose_mapping_is_recorded() -> None:
    (pinned,) = re.findall(r"^PROWLER_PIN := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert json.loads(frameworks.MAPPING.read_text())["source"].startswith(f"Prowler {pinned}, ")
