"""Names and texts use the standard words of AWS, Terraform and GitHub, not words of our own."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Recordings of others, generated files, and what lists the words itself.
ELSEWHERE = (
    "tests/recordings/",
    "tests/policies/test_words.py",
    "tests/architecture/test_words.py",
)
TEXTS = {".md", ".yml", ".yaml", ".toml"}

# Word of ours -> the standard word.
WORDS = {
    r"doors?": "REST API, API Gateway, endpoint",
    r"mend(s|ed|ing)?": "fix, patch",
    r"seams?": "hook",
    r"letter ?box(es)?": "dead-letter queue",
    r"strangers?": "unknown, untrusted",
    r"judgements?": "evaluation",
    r"as it lives": "live state",
    r"(will|does) not die": "cleanup failed after 3 attempts",
    r"throws? away": "destroys",
    r"left to the plan": "deferred to plan",
    r"names no policy": "refers to an unknown policy",
    r"(give|gives|gave|given|giving) back": "redrive, return",
}
# A function says what it does: these verbs do not.
FUNCTIONS = re.compile(r"_*(tells?|told|adopt|judg(e|es|ed|ing)|settle|survey|give_back)(_|$)")


BANNED = re.compile(rf"(?<![a-z])({'|'.join(WORDS)})(?![a-z])", re.IGNORECASE)


def _files(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [
        ROOT / name
        for name in listed
        if Path(name).suffix in suffixes
        and not name.startswith(ELSEWHERE)
        and (ROOT / name).is_file()
    ]


def _plain(name: str) -> str:
    """`LetterBox` and `letter_box` as "letter box"."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ")


def banned_names(names: Iterator[str]) -> list[str]:
    """The names with a banned part."""
    return sorted({one for one in names if BANNED.search(_plain(one)) or FUNCTIONS.match(one)})


def banned_texts(text: str) -> list[str]:
    """The lines with a banned word; a phrase may be split by a line end."""
    flat = re.sub(r"\s+(?:#\s*)?", " ", text.replace("-", " "))
    return [flat[max(0, one.start() - 30) : one.end() + 20] for one in BANNED.finditer(flat)]


def names(tree: ast.AST) -> Iterator[str]:
    """What a module names: functions, classes, arguments, variables, attributes."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def test_no_module_has_a_banned_name() -> None:
    paths = (path.relative_to(ROOT).with_suffix("") for path in _files(".py"))

    assert banned_names(part for path in paths for part in path.parts) == []


@pytest.mark.parametrize(
    "folder", sorted({path.relative_to(ROOT).parts[0] for path in _files(".py")})
)
def test_no_code_uses_a_banned_word(folder: str) -> None:
    found = {}
    for path in _files(".py"):
        name = path.relative_to(ROOT)
        if name.parts[0] == folder:
            source = path.read_text()
            words = banned_names(names(ast.parse(source))) + banned_texts(source)
            found.update({str(name): words} if words else {})

    assert found == {}


def test_no_page_or_setting_uses_a_banned_word() -> None:
    paths = [*_files(*TEXTS), ROOT / "Makefile"]
    found = {str(path.relative_to(ROOT)): banned_texts(path.read_text()) for path in paths}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "source",
    [
        "def mend(): ...",
        "def _tell_all(): ...",
        "class LetterBox: ...",
        "def send(door): ...",
        "send(door=1)",
        "door_rate = 1",
        "self.seam = 1",
    ],
)
def test_a_banned_name_is_found(source: str) -> None:
    assert banned_names(names(ast.parse(source)))


@pytest.mark.parametrize(
    "text", ["The door.", "It will not\ndie.", "# it throws\n# away", "MENDED"]
)
def test_a_banned_text_is_found(text: str) -> None:
    assert banned_texts(text)


@pytest.mark.parametrize("text", ["indoors", "amendment", "commend", "a dead-letter queue"])
def test_other_words_are_none(text: str) -> None:
    assert banned_texts(text) == []
