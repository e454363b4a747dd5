"""Whoever has one of the supported systems gets everything from wheels; no compiler is needed."""

import platform
import subprocess
import tomllib
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distribution, files
from pathlib import Path
from typing import Any

import pytest
from packaging import tags
from packaging.markers import Marker
from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).resolve().parents[2]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text())
US = "market-pipelines"
PYTHONS = ("3.11.4", "3.11.14", "3.12.12", "3.13.9")
# Built on the spot, from Python alone: their sdists hold no native code for these systems.
# awslambdaric's compiles only on Linux (its setup.py), where it has wheels.
SOURCES = {"linux": {"airspeed-ext"}, "darwin": {"airspeed-ext", "awslambdaric"}}

Package = Mapping[str, Any]


@dataclass(frozen=True)
class System:
    """A platform as markers name it, and the platform tags of the wheels that it takes."""

    sys_platform: str
    machine: str
    wheels: tuple[str, ...]


def glibc(machine: str) -> tuple[str, ...]:
    """As of Debian 10: glibc 2.28."""
    numbered = tuple(f"manylinux_2_{minor}_{machine}" for minor in range(28, 16, -1))
    return (*numbered, f"manylinux2014_{machine}")


SYSTEMS = {
    "Linux x86_64": System("linux", "x86_64", glibc("x86_64")),
    "Linux aarch64": System("linux", "aarch64", glibc("aarch64")),
    "macOS arm64": System("darwin", "arm64", tuple(tags.mac_platforms((14, 0), "arm64"))),
}
# Each environment of `make setup`: what it begins with, and how the lock's markers call it.
ENVIRONMENTS = {
    ".venv": (("dependencies", "dev"), "project-16-market-pipelines"),
    ".venv-checkov": (("checkov",), "group-16-market-pipelines-checkov"),
}


def markers(system: System, python: str, extra: str) -> dict[str, str]:
    return {
        "sys_platform": system.sys_platform,
        "platform_system": system.sys_platform.capitalize(),
        "platform_machine": system.machine,
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "os_name": "posix",
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "extra": extra,
    }


def package(wanted: Package) -> Package:
    found: Package
    (found,) = (
        one
        for one in LOCK["package"]
        if one["name"] == wanted["name"] and wanted.get("version") in (None, one["version"])
    )
    return found


def holds(wanted: Package, environ: dict[str, str]) -> bool:
    return "marker" not in wanted or Marker(wanted["marker"]).evaluate(environ)


def needed(one: Package, extras: list[str]) -> Iterator[Package]:
    yield from one.get("dependencies", ())
    for extra in extras:
        yield from one.get("optional-dependencies", {}).get(extra, ())


def selected(groups: tuple[str, ...], environ: dict[str, str]) -> dict[str, Package]:
    """Name -> package of everything that an environment installs."""
    us = package({"name": US})
    beginning = {"dependencies": us["dependencies"], **us["dev-dependencies"]}
    waiting = [one for group in groups for one in beginning[group]]
    found: dict[tuple[str, ...], Package] = {}
    while waiting:
        wanted = waiting.pop()
        key = (wanted["name"], *wanted.get("extra", ()))
        if key in found or not holds(wanted, environ):
            continue
        found[key] = package(wanted)
        waiting += needed(found[key], wanted.get("extra", []))
    return {name: one for (name, *_), one in found.items()}


def has_wheel(one: Package, system: System, python: str) -> bool:
    major, minor, _ = map(int, python.split("."))
    fitting = {
        *tags.cpython_tags((major, minor), platforms=system.wheels),
        *tags.compatible_tags((major, minor), platforms=system.wheels),
    }
    names = [wheel["url"].rpartition("/")[2] for wheel in one.get("wheels", ())]
    return any(parse_wheel_filename(name)[3] & fitting for name in names)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_all_but_named_sources_come_as_wheels(system: System, python: str) -> None:
    built = {
        name
        for groups, extra in ENVIRONMENTS.values()
        for name, one in selected(groups, markers(system, python, extra)).items()
        if name != US and not has_wheel(one, system, python)
    }

    assert built == SOURCES[system.sys_platform]


def test_only_checkovs_environment_has_checkov_and_its_old_boto3() -> None:
    environ = [
        markers(SYSTEMS["Linux aarch64"], "3.13.9", extra) for _, extra in ENVIRONMENTS.values()
    ]
    ours, its = (
        selected(groups, each)
        for (groups, _), each in zip(ENVIRONMENTS.values(), environ, strict=True)
    )

    assert "checkov" not in ours
    assert {"checkov", "boto3"} <= its.keys()
    assert "moto" not in its
    assert its["boto3"]["version"] != ours["boto3"]["version"]


def test_the_lock_is_of_the_supported_pythons() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert LOCK["requires-python"].replace(" ", "") == project["requires-python"] == ">=3.11,<3.14"


@pytest.fixture
def as_installed_by_pip(tmp_path: Path) -> Path:
    """The Python of an environment with what this repository itself depends on, and no group."""
    venv.create(tmp_path, symlinks=True)
    (packages,) = tmp_path.glob("lib/python*/site-packages")
    (packages / "repository.pth").write_text(str(ROOT))
    environ = markers(
        SYSTEMS["Linux x86_64"], platform.python_version(), "project-16-market-pipelines"
    )
    for name in selected(("dependencies",), environ):
        for top in {file.parts[0] for file in files(name) or ()} - {"..", "__pycache__"}:
            (packages / top).symlink_to(str(distribution(name).locate_file(top)))
    return tmp_path / "bin" / "python"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--help"], "Check, plan, deploy", id="its help"),
        pytest.param(["environments"], "", id="a command"),
        pytest.param(
            ["synth", "--suffix", "bare"], "No module named 'cdktf'; run `make setup`.", id="stacks"
        ),
        pytest.param(
            ["prove"],  # always with a cloud of its own
            "The embedded cloud is not installed; run `make setup`.",
            id="cloud",
        ),
    ],
)
def test_the_command_line_runs_without_any_group_and_names_the_remedy(
    arguments: list[str], words: str, as_installed_by_pip: Path
) -> None:
    done = subprocess.run(
        [str(as_installed_by_pip), "-m", "gitops", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Traceback" not in done.stderr
    assert words in done.stdout + done.stderr
