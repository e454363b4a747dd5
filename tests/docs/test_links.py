"""Every link, path and command that a page names is there."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer

from gitops.cli import app as gitops_app
from market.cli import app as market_app
from tests.docs.pages import PAGES, ROOT, anchors, commands, links, spans

PROGRAMS: dict[str, Any] = {
    "gitops": typer.main.get_command(gitops_app),
    "market": typer.main.get_command(market_app),
}
TARGETS = set(re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
# Where commands write; a clone has nothing there.
BUILT = {"build", "cdktf.out", "cfn-outputs", "state", ".venv", ".venv-checkov"}
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()} - BUILT
ROOT_FILE = re.compile(r"[A-Z]+\.md|[a-z]+\.toml|cdktf\.json|uv\.lock|Makefile")
PATH = re.compile(r"\.?[\w.-]+(/[\w.<>*-]+)+/?|\.?[\w.-]+/")
PLACEHOLDER = re.compile(r"<[^>]+>|\[.*\]|\.\.\.|\"?\$\w+\"?")


def _names(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


each_page = pytest.mark.parametrize("page", PAGES, ids=_names)


def broken_links(page: Path, text: str) -> list[str]:
    """The links of the page that lead nowhere in this repository."""
    found = [link for link in links(text) if not re.match(r"https?://|mailto:", link)]
    return [link for link in found if not _leads_somewhere(page, text, *link.partition("#")[::2])]


def _leads_somewhere(page: Path, text: str, where: str, anchor: str) -> bool:
    target = (page.parent / where).resolve() if where else page
    if not target.exists():
        return False
    if not anchor:
        return True
    return anchor in anchors(text if target == page else target.read_text(encoding="utf-8"))


def missing_paths(text: str) -> list[str]:
    """The paths in code spans that do not exist; `<name>` stands for any name."""
    named = [span.partition("#")[0] for span in spans(text)]
    return [path for path in named if _is_path(path) and not _exists(path)]


def _is_path(span: str) -> bool:
    if not PATH.fullmatch(span):
        return bool(ROOT_FILE.fullmatch(span))
    return span.partition("/")[0] in FOLDERS


def _exists(path: str) -> bool:
    pattern = re.sub(r"<[^>]+>", "*", path.rstrip("/"))
    return any(ROOT.glob(pattern))


def wrong_commands(text: str) -> list[str]:
    """The commands of the page that this repository does not have, with the reason."""
    wrong = [_complaint(*words) for words in commands(text, "gitops", "market")]
    wanted = chain.from_iterable(words[1:] for words in commands(text, "make"))
    targets = [word for word in wanted if "=" not in word and not PLACEHOLDER.search(word)]
    return [*filter(None, wrong), *(f"make {name}" for name in targets if name not in TARGETS)]


def _complaint(program: str, *arguments: str) -> str:
    command, name, left = PROGRAMS[program], program, list(arguments)
    while left and hasattr(command, "commands") and not left[0].startswith("-"):
        word = left.pop(0)
        if PLACEHOLDER.fullmatch(word):
            return ""
        if word not in command.commands:
            return f"{name} has no command {word}"
        command, name = command.commands[word], f"{name} {word}"
    known = {option for each in command.params for option in each.opts} | {"--help"}
    given = [word.partition("=")[0] for word in left if re.match(r"--[a-z]", word)]
    return "; ".join(f"{name} has no option {option}" for option in given if option not in known)


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


@each_page
def test_every_path_exists(page: Path) -> None:
    assert missing_paths(page.read_text(encoding="utf-8")) == []


@each_page
def test_every_command_exists_with_these_options(page: Path) -> None:
    assert wrong_commands(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a](README.md) [b](docs/#) [c](https://example.org/x) `[d](none.md)`", []),
        ("[a](none.md) and ![b](docs/none.png)", ["none.md", "docs/none.png"]),
        ("# One `two`: three\n[a](#one-two-three) [b](#four)", ["#four"]),
        (
            "[a](docs/operations.md#redrive) [b](docs/operations.md#none)",
            ["docs/operations.md#none"],
        ),
        ('<img src="docs/none.svg">', ["docs/none.svg"]),
    ],
)
def test_a_broken_link_is_found(text: str, found: list[str]) -> None:
    links_of_page = broken_links(ROOT / "README.md", text)

    assert [link for link in links_of_page if link != "docs/#"] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`docs/`, `stacks/__main__.py`, `tests/stacks`, `policies/catalogue/<service>/`", []),
        ("`build/environments/dev/` and `/aws/lambda/x` and `and/or`", []),
        ("`docs/none.md`, `none.toml`", ["docs/none.md", "none.toml"]),
        ("`policies/none/<service>/*.py`", ["policies/none/<service>/*.py"]),
    ],
)
def test_a_missing_path_is_found(text: str, found: list[str]) -> None:
    assert missing_paths(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "`gitops deploy --suffix dev --cloud aws`, `gitops ... --cloud aws`, `make lint test`",
            [],
        ),
        ("```\n$ A=1 gitops cloud up --port 0 | head # x --none\n```", []),
        ("`gitops fly`", ["gitops has no command fly"]),
        ("`market secret sell kraken`", ["market secret has no command sell"]),
        ("```\necho x | market normalize --none\n```", ["market normalize has no option --none"]),
        ("```\nmake lint none\n```", ["make none"]),
    ],
)
def test_a_wrong_command_is_found(text: str, found: list[str]) -> None:
    assert wrong_commands(text) == found
