"""All of a synthesis is admitted and written anew, or nothing is written."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gitops.adapters.errors import Refusal
from gitops.admission.admit import NotAdmitted, admit
from gitops.admission.expected import expected
from policies.engine import synth
from policies.engine.waivers import Waiver
from tests.gitops.admission.uploads import (
    ARCHIVE,
    CODE,
    DOCUMENT,
    STACK,
    document,
    files,
    unpacked,
    zipped,
)

DEV = expected("dev", "")
FUNCTION = {"filename": ARCHIVE, "source_code_hash": "AAAA"}


def _written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_what_is_admitted_is_written_as_a_synthesis(tmp_path: Path) -> None:
    target = tmp_path / "synth"

    admitted = admit(zipped(tmp_path / "a.zip", files()), target, DEV)

    written = _written(target)
    assert set(written) == set(files())
    assert admitted.stacks == {STACK: hashlib.sha256(written[DOCUMENT]).hexdigest()}
    assert admitted.archives == {f"{STACK}/{ARCHIVE}": hashlib.sha256(CODE).hexdigest()}
    assert written[f"stacks/{STACK}/{ARCHIVE}"] == CODE
    assert json.loads(written["manifest.json"])["stacks"].keys() == {STACK}
    assert [stack.name for stack in synth.read(target)] == [STACK]


def test_archive_folder_and_place_give_equal_bytes(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "a", files())
    one = admit(zipped(tmp_path / "a.zip", files()), tmp_path / "b", DEV)

    assert admit(folder, tmp_path / "c", DEV) == one
    assert admit(folder, folder, DEV) == one
    assert admit(folder, folder, DEV) == one
    assert _written(folder) == _written(tmp_path / "b") == _written(tmp_path / "c")


def test_a_bucket_is_written_for_a_synthesis_that_knows_none(tmp_path: Path) -> None:
    admit(zipped(tmp_path / "a.zip", files()), tmp_path / "synth", expected("dev", "states"))

    backend = json.loads((tmp_path / "synth" / DOCUMENT).read_bytes())["terraform"]["backend"]
    assert backend["s3"]["bucket"] == "states"
    assert backend["s3"]["key"] == f"{STACK}/dev.tfstate"


IMPORT = {"to": "aws_lambda_function.code", "id": "code-dev"}
PLACE = f"{STACK}: import.aws_lambda_function.code[code-dev]"


@pytest.mark.parametrize(
    ("place", "days", "is_admitted"),
    [(PLACE, 1, True), (PLACE, -1, False), (PLACE.replace("code-dev", "code-prod"), 1, False)],
    ids=["in force", "expired", "of another id"],
)
def test_an_import_needs_a_waiver_that_names_it(
    tmp_path: Path, place: str, days: int, is_admitted: bool
) -> None:
    last = datetime.now(tz=UTC).date() + timedelta(days=days)
    wanted = replace(
        DEV, waivers=[Waiver("stack_adopts_and_leaves_nothing", place, "a", "b", last)]
    )
    blocks: dict[str, Any] = {"import": [IMPORT]}
    source = zipped(tmp_path / "a.zip", files(**{DOCUMENT: document(**blocks)}))

    if is_admitted:
        admit(source, tmp_path / "synth", wanted)
        assert json.loads((tmp_path / "synth" / DOCUMENT).read_bytes())["import"] == [IMPORT]
    else:
        with pytest.raises(NotAdmitted, match="no waiver accepts"):
            admit(source, tmp_path / "synth", wanted)


def test_what_was_there_goes_and_what_terraform_keeps_stays(tmp_path: Path) -> None:
    target = unpacked(
        tmp_path / "synth",
        {
            f"stacks/{STACK}/evil.tf": b"",
            f"stacks/{STACK}/.terraform/providers/x": b"",
            f"stacks/{STACK}/cdk.tf.json/x": b"",
            "stacks/gone/cdk.tf.json": b"",
            "stacks/kept/errored.tfstate": b"",
        },
    )
    elsewhere = unpacked(tmp_path / "elsewhere", {"x": b"x"})
    archive = zipped(tmp_path / "a.zip", files())
    admit(archive, tmp_path / "first", DEV)
    # What it leads to has the right content already.
    (target / "manifest.json").symlink_to(tmp_path / "first" / "manifest.json")
    (target / "stacks" / "linked").symlink_to(elsewhere)

    admit(archive, target, DEV)

    terraforms = {f"stacks/{STACK}/.terraform/providers/x", "stacks/kept/errored.tfstate"}
    assert set(_written(target)) == {*files(), *terraforms}
    assert not (target / "stacks" / "gone").exists()
    assert not (target / "manifest.json").is_symlink()
    assert _written(elsewhere) == {"x": b"x"}


def test_archives_that_nothing_names_and_reports_are_not_written(tmp_path: Path) -> None:
    others = {
        f"stacks/{STACK}/{ARCHIVE.replace('code', 'other')}": b"x",
        "tests/unit/report.xml": b"<x/>",
        f"stacks/{STACK}/metadata.json": b"{}",
        ".sealed.json": b"{}",
    }

    admit(zipped(tmp_path / "a.zip", files(**others)), tmp_path / "synth", DEV)

    assert set(_written(tmp_path / "synth")) == set(files())


@pytest.mark.parametrize(
    ("others", "file", "reason"),
    [
        ({f"stacks/{STACK}/x.tf": b""}, f"stacks/{STACK}/x.tf", "no synthesis writes"),
        ({f"stacks/{STACK}/x.tf.json": b""}, f"stacks/{STACK}/x.tf.json", "no synthesis"),
        ({f"stacks/{STACK}/override.tf.json": b""}, f"stacks/{STACK}/override.tf.json", "no syn"),
        ({f"stacks/{STACK}/x.auto.tfvars": b""}, f"stacks/{STACK}/x.auto.tfvars", "no synthesis"),
        ({f"stacks/{STACK}/.terraform.lock.hcl": b""}, f"stacks/{STACK}/.terraform.lock.hcl", "no"),
        ({f"stacks/{STACK}/.terraform/x": b""}, f"stacks/{STACK}/.terraform/x", "no synthesis"),
        ({"stacks/Other/cdk.tf.json": document()}, "stacks/Other/cdk.tf.json", "no synthesis"),
        ({f"stacks/{STACK}/assets/x.sh": b""}, f"stacks/{STACK}/assets/x.sh", "no synthesis"),
        ({DOCUMENT: b"{"}, DOCUMENT, "is not JSON"),
        ({DOCUMENT: document("prod")}, DOCUMENT, "not the one of environment dev"),
        ({DOCUMENT: document(module={"x": {}})}, DOCUMENT, "block of Terraform is not admitted"),
        ({f"stacks/{STACK}/{ARCHIVE}": b"other"}, DOCUMENT, "is not the hash of that archive"),
    ],
)
def test_one_fault_refuses_all_and_writes_nothing(
    others: dict[str, bytes], file: str, reason: str, tmp_path: Path
) -> None:
    if "hash" in reason:
        others = {
            DOCUMENT: document(resource={"aws_lambda_function": {"code": FUNCTION}}),
            **others,
        }
    target = unpacked(tmp_path / "synth", {"stacks/kept/cdk.tf.json": b"kept"})

    with pytest.raises(NotAdmitted, match=file) as refused:
        admit(zipped(tmp_path / "a.zip", files(**others)), target, DEV)

    assert any(reason in each.reason and each.file == file for each in refused.value.refused)
    assert refused.value.exit_code == 1
    assert _written(target) == {"stacks/kept/cdk.tf.json": b"kept"}


def test_a_missing_archive_and_a_missing_stack_are_refused(tmp_path: Path) -> None:
    no_archive = {DOCUMENT: document()}

    with pytest.raises(NotAdmitted, match="the archive that it names was not uploaded"):
        admit(zipped(tmp_path / "a.zip", no_archive), tmp_path / "synth", DEV)
    with pytest.raises(NotAdmitted, match="there is no stack in it"):
        admit(zipped(tmp_path / "b.zip", {"manifest.json": b"{}"}), tmp_path / "synth", DEV)


def test_the_archive_of_another_stack_does_not_count(tmp_path: Path) -> None:
    uploaded = {DOCUMENT: document(), f"stacks/other/{ARCHIVE}": CODE}

    with pytest.raises(NotAdmitted, match="was not uploaded"):
        admit(zipped(tmp_path / "a.zip", uploaded), tmp_path / "synth", DEV)


def test_secrets_are_masked_in_what_is_refused(tmp_path: Path) -> None:
    key = "AKIA" + "IOSFODNN7EXAMPLE"
    uploaded = files(**{DOCUMENT: document(output={key: {"value": "${" + key + "}"}})})

    with pytest.raises(NotAdmitted) as refused:
        admit(zipped(tmp_path / "a.zip", uploaded), tmp_path / "synth", DEV)

    assert key not in f"{refused.value} {refused.value.refused}"


@pytest.mark.parametrize("below", ["../x", "/etc", "a\nb", "..", "a/../../b"])
def test_a_folder_that_is_none_of_the_archive_is_bad_input(below: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is no name of a folder"):
        admit(zipped(tmp_path / "a.zip", files()), tmp_path / "synth", DEV, below=below)


def test_no_source_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="name a folder or a zip archive"):
        admit(tmp_path / "nothing", tmp_path / "synth", DEV)
