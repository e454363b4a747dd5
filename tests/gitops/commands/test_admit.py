"""`gitops review admit`: exit codes, the table, JSON, and the bucket of the states."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gitops.adapters.errors import Refusal
from gitops.admission.refused import NotAdmitted
from gitops.cli import app
from tests.gitops.admission.uploads import DOCUMENT, STACK, document, files, zipped

HOSTILE = "a`|<img src=x>@all ::error::x ##[group]"


def _run(*arguments: str | Path) -> tuple[str, BaseException | None]:
    result = CliRunner().invoke(app, ["review", "admit", *map(str, arguments)])
    return result.stdout, result.exception


def test_what_is_admitted_is_written_where_other_commands_read_it(
    tmp_path: Path, build: Path
) -> None:
    printed, failed = _run(zipped(tmp_path / "a.zip", files()), "--suffix", "dev")

    assert failed is None
    assert printed.startswith(f"{STACK}: ")
    assert (build / "environments" / "dev" / "synth" / DOCUMENT).is_file()


def test_json_tells_the_hashes(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {f"dev/{name}": each for name, each in files().items()})

    printed, failed = _run(archive, "--below", "dev", "--output", tmp_path / "synth", "--json")

    assert failed is None
    shown = json.loads(printed)
    assert shown["admitted"] is True
    assert shown["stacks"].keys() == {STACK}
    assert shown["refused"] == []


@pytest.mark.parametrize("arguments", [["--json"], []])
def test_what_is_refused_is_told_with_place_reason_and_remedy(
    arguments: list[str], tmp_path: Path
) -> None:
    uploaded = files(**{DOCUMENT: document(output={HOSTILE: {}}, module={})})

    printed, failed = _run(
        zipped(tmp_path / "a.zip", uploaded), "--output", tmp_path / "synth", *arguments
    )

    assert isinstance(failed, NotAdmitted)
    assert failed.exit_code == 1
    assert not (tmp_path / "synth").exists()
    assert "$.module" in printed
    assert not any(mark in printed for mark in ("::", "##", "`", "<img", "@"))
    if arguments:
        first, second, *_ = json.loads(printed)["refused"]
        assert first.keys() == {"file", "path", "reason", "remedy"}
        assert first["path"] == "$.module"
        assert second["path"].startswith('$.output["a')


def test_on_aws_the_bucket_must_be_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATE_BUCKET", raising=False)
    archive = zipped(tmp_path / "a.zip", files())

    _, failed = _run(archive, "--cloud", "aws", "--output", tmp_path / "synth")

    assert isinstance(failed, Refusal)
    assert failed.exit_code == 2
    monkeypatch.setenv("STATE_BUCKET", "states")
    _, failed = _run(archive, "--cloud", "aws", "--output", tmp_path / "synth")
    assert failed is None
    assert '"bucket": "states"' in (tmp_path / "synth" / DOCUMENT).read_text()


def test_no_source_is_bad_input(tmp_path: Path) -> None:
    _, failed = _run(tmp_path / "nothing.zip", "--output", tmp_path / "synth")

    assert isinstance(failed, Refusal)
