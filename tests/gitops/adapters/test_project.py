"""What [tool.gitops] says is read once, and what it lacks is named."""

import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gitops.adapters import project
from gitops.adapters.errors import Refusal
from stacks.environment import parse_suffix

TABLE = {
    "functions": "functions",
    "integration_tests": "tests",
    "settings": "settings.toml",
    "suffix": "[a-z]+",
    "suffix_rule": "use letters",
    "operator_parameters": ["/mine/"],
    "account_stack": "account",
    "boundary": "aws_iam_policy.most",
}


@given(st.text(string.ascii_lowercase + string.digits + "-A_\n", max_size=22))
@example("a" * 20)
@example("a" * 21)
def test_commands_and_stacks_take_the_same_suffixes(suffix: str) -> None:
    def takes(parse: Callable[[str], str]) -> bool:
        try:
            return parse(suffix) == suffix
        except (ValueError, Refusal):
            return False

    assert takes(project.project().parse_suffix) is takes(parse_suffix)


@pytest.mark.parametrize("name", TABLE)
def test_a_setting_that_is_missing_is_named(name: str) -> None:
    table = {key: value for key, value in TABLE.items() if key != name}

    with pytest.raises(Refusal, match=rf"pyproject.toml: {name} is missing in \[tool.gitops\]."):
        project.parse(table)


def test_a_rule_that_is_no_pattern_is_refused() -> None:
    with pytest.raises(Refusal, match="is invalid: "):
        project.parse({**TABLE, "suffix": "["})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "pyproject.toml is not TOML: "),
        ("a folder", "pyproject.toml cannot be read: Is a directory; restore it from Git"),
        (None, "Run gitops in a repository that contains it"),
        ("[tool.other]", r"has no table \[tool.gitops\]"),
        ("[tool", "is not TOML: "),
    ],
)
def test_a_repository_that_says_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes | None, sentence: str
) -> None:
    file = tmp_path / "pyproject.toml"
    if content == "a folder":
        file.mkdir()
    elif content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setattr(project, "FILE", file)

    with pytest.raises(Refusal, match=sentence):
        project.project.__wrapped__()
