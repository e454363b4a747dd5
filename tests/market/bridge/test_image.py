"""The Dockerfile, which nothing here builds, copies what is there and pins what it gets."""

import re
import tomllib

from gitops.adapters.paths import ROOT

LINES = [
    line
    for line in (ROOT / "market/bridge/Dockerfile").read_text().splitlines()
    if line and not line.startswith("#")
]


def _arguments(instruction: str) -> list[str]:
    return [line.removeprefix(f"{instruction} ") for line in LINES if line.startswith(instruction)]


def test_its_base_and_its_installer_have_versions() -> None:
    [base] = _arguments("FROM")
    makefile = (ROOT / "Makefile").read_text()
    [pinned] = re.findall(r"^UV_PIN := (\S+)$", makefile, re.MULTILINE)

    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base)
    assert f"pip install --no-cache-dir uv=={pinned}" in _arguments("RUN")


def test_it_copies_all_that_the_installation_needs() -> None:
    sources = [name for line in _arguments("COPY") for name in line.split()[:-1]]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= set(sources)
    assert {"pyproject.toml", "uv.lock", project["project"]["readme"]} <= set(sources)
    assert "--locked --no-default-groups --extra bridge" in _arguments("RUN")[-1]


def test_it_runs_without_rights_of_root() -> None:
    [user] = _arguments("USER")

    assert re.fullmatch("[1-9][0-9]*:[1-9][0-9]*", user)
    assert LINES[-2:] == [f"USER {user}", 'ENTRYPOINT ["/app/.venv/bin/market", "bridge"]']
