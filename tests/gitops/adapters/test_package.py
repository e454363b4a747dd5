"""Archives are a pure function of the source."""

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops.adapters import package as packaging
from gitops.adapters.errors import Refusal
from gitops.adapters.package import archive, functions, package
from gitops.adapters.project import project

SOURCES = (
    "__init__.py",
    "shared/__init__.py",
    "shared/logs.py",
    "shared/nested/texts.py",
    "order_recorder/handler.py",
    "order_recorder/logic.py",
    "trade_reader/handler.py",
    "not_a_function/logic.py",
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two functions and what they share."""
    folder = tmp_path / "checkout" / "lambda_src"
    for name in SOURCES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f'"""Here is {name}."""\n')
    return folder


def _contents(archives: dict[str, Path]) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in archives.items()}


def test_there_is_one_archive_for_every_folder_with_a_handler(source: Path, tmp_path: Path) -> None:
    assert functions(source) == ["order-recorder", "trade-reader"]
    assert set(package(tmp_path / "here", source)) == {"order-recorder", "trade-reader"}


def test_no_archive_outlives_its_function(source: Path, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "notes.txt").write_text("not ours")
    package(tmp_path / "here", source)
    shutil.rmtree(source / "trade_reader")

    package(tmp_path / "here", source)

    left = sorted(path.name for path in (tmp_path / "here").iterdir())
    assert left == ["notes.txt", "order-recorder.zip"]


def test_another_checkout_at_another_time_gives_the_same_bytes(
    source: Path, tmp_path: Path
) -> None:
    for file in source.rglob("*.py"):
        os.utime(file, (1, 1))
        file.chmod(0o755)

    copied = shutil.copytree(
        source, tmp_path / "other" / "lambda_src", copy_function=shutil.copyfile
    )
    here = _contents(package(tmp_path / "here", source))
    there = _contents(package(tmp_path / "there", copied))

    assert here == there


def test_windows_line_ends_are_the_same_source(source: Path, tmp_path: Path) -> None:
    before = _contents(package(tmp_path / "a", source))
    for file in source.rglob("*.py"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert _contents(package(tmp_path / "b", source)) == before


def test_caches_and_foreign_files_stay_outside(source: Path, tmp_path: Path) -> None:
    before = _contents(package(tmp_path / "a", source))
    cache = source / "shared" / "__pycache__"
    cache.mkdir(exist_ok=True)
    (cache / "x.cpython-311.pyc").write_bytes(b"bytecode")
    (source / "shared" / "notes.txt").write_text("not code")

    assert _contents(package(tmp_path / "b", source)) == before


def test_a_change_of_one_function_changes_its_archive_only(source: Path, tmp_path: Path) -> None:
    before = _contents(package(tmp_path / "a", source))
    with (source / "order_recorder" / "handler.py").open("a") as file:
        file.write("# changed\n")
    after = _contents(package(tmp_path / "b", source))

    assert {name for name in before if before[name] != after[name]} == {"order-recorder"}


def _sources(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as zipped:
        yield from zipped.namelist()


def test_an_archive_holds_its_function_and_what_is_shared_and_nothing_else(
    source: Path, tmp_path: Path
) -> None:
    for function, path in package(tmp_path, source).items():
        folders = {name.split("/")[1] for name in _sources(path) if name.count("/") > 1}

        assert folders == {"shared", function.replace("-", "_")}


def test_an_unchanged_archive_is_not_written_again(source: Path, tmp_path: Path) -> None:
    first = {path: path.stat().st_mtime_ns for path in package(tmp_path, source).values()}
    second = {path: path.stat().st_mtime_ns for path in package(tmp_path, source).values()}

    assert first == second


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}\.py", fullmatch=True), st.binary(max_size=64)))
def test_the_order_in_which_files_are_found_does_not_matter(members: dict[str, bytes]) -> None:
    assert archive(members) == archive(dict(reversed(members.items())))


def test_a_folder_of_functions_that_does_not_exist_is_named_with_its_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "nowhere"
    changed = replace(project(), functions=nowhere)
    monkeypatch.setattr(packaging, "project", lambda: changed)

    with pytest.raises(Refusal, match=rf"^{re.escape(str(nowhere))} .* names it as `functions`\.$"):
        package(tmp_path)
