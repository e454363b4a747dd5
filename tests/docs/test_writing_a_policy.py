"""docs/writing-a-policy.md leads to a policy that works: a copy follows it step by step."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests import working_copy
from tests.docs.pages import BLOCK, ROOT, SHELL

PAGE = (ROOT / "docs" / "writing-a-policy.md").read_text(encoding="utf-8")
# The first line of a block that is no command says where the rest belongs.
PLACE = re.compile(r"# (\S+?)(?:, \[([\w-]+)\])?\n(.*)", re.DOTALL)


def test_whoever_follows_the_page_has_a_policy(tmp_path: Path) -> None:
    copy = working_copy.write(tmp_path / "copy")
    environ = _environ(tmp_path / "bin")

    for language, body in BLOCK.findall(PAGE):
        if language in SHELL:
            _run(body, copy, environ)
        else:
            _write(body, copy)

    assert "### sqs_queue_reuses_data_keys" in (copy / "docs" / "policies.md").read_text()
    _run("ruff check policies tests/policies && ruff format --check policies", copy, environ)


def _environ(folder: Path) -> dict[str, str]:
    """An environment whose commands work on the folder they are called in."""
    folder.mkdir()
    for name in ("gitops", "pytest"):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {name} "$@"\n')
        (folder / name).chmod(0o755)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    path = f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**inherited, "PATH": path}


def _run(script: str, copy: Path, environ: dict[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=copy,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def _write(body: str, copy: Path) -> None:
    found = PLACE.match(body)
    assert found, body
    path, section, text = found.groups()
    if not section:
        assert (copy / path).is_file(), f"gitops new policy did not write {path}"
        (copy / path).write_text(text)
        return
    before, heading, after = (copy / path).read_text().partition(f"[{section}]\n")
    head, items, tail = re.split(r"(?<=policies = \[\n)((?:    .*\n)*)", after, maxsplit=1)
    lines = sorted([*items.splitlines(keepends=True), text])
    (copy / path).write_text("".join([before, heading, head, *lines, tail]))
