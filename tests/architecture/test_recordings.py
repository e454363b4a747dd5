"""What the tests read lies in the repository, and may lie there."""

import json
import re
from pathlib import Path

from tests.recordings import RECORDINGS

ROOT = Path(__file__).resolve().parents[2]


def _leads_outside(file: Path) -> bool:
    depth, source = len(file.relative_to(ROOT).parts), file.read_text()
    above = any(int(steps) >= depth for steps in re.findall(r"parents\[(\d+)\]", source))
    return above or re.search(r"\bROOT\.parent\b", source) is not None


def test_nothing_reads_outside_of_the_checkout() -> None:
    files = [file for folder in ("tests", "benchmarks") for file in (ROOT / folder).rglob("*.py")]

    assert [str(file) for file in files if file != Path(__file__) and _leads_outside(file)] == []


def test_every_recording_is_named_with_its_origin_and_licence() -> None:
    notice = (RECORDINGS / "NOTICE").read_text()
    files = [file for file in RECORDINGS.iterdir() if file.suffix not in {"", ".py"}]

    assert len(files) >= 3
    assert [file.name for file in files if file.name not in notice] == []
    assert "aws/\n" in notice


def test_every_payload_has_a_licence_that_allows_it_here() -> None:
    lines = (RECORDINGS / "ticks.jsonl").read_text().splitlines()

    assert {json.loads(line)["licence"] for line in lines} == {"MIT", "Apache-2.0"}
