"""Of an environment's settings commands read one key before they synthesize: protected."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from gitops.adapters.errors import Refusal
from gitops.environment import settings


def _written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None) -> None:
    file = tmp_path / "environments.toml"
    if text is not None:
        file.write_text(text, errors="surrogateescape")
    project = SimpleNamespace(
        settings=file, account_stack="account", suffix=re.compile("[a-z0-9-]+"), suffix_rule="short"
    )
    monkeypatch.setattr(settings, "project", lambda: project)
    monkeypatch.setattr(settings, "_tables", settings._tables.__wrapped__)


def test_the_most_specific_table_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
    [default]
    rate = 1
    size = 1
    [ephemeral]
    rate = 2
    [suffix.prod]
    protected = true
    size = 3
    [suffix.pr-1]
    size = 4
    """
    _written(tmp_path, monkeypatch, text)

    assert settings.is_protected("prod")
    assert settings.settings_of("prod") == {"rate": 1, "size": 3, "protected": True}
    assert not settings.is_protected("pr-1")
    assert settings.settings_of("pr-1") == {"rate": 2, "size": 4}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[suffix", "environments.toml is not TOML: "),
        ("# \udcff", "environments.toml is not TOML: "),
        (None, "environments.toml cannot be read: No such file"),
        ("suffix = 1", "suffix is 1; it must be a table."),
        ("[suffix]\ndev = 1", "dev is 1; it must be a table."),
        ("[sufix.prod]\nprotected = true", "'sufix' is not one of account, default, ephemeral"),
        ("[suffix.Prod]\nprotected = true", "no environment is named 'Prod': short."),
        ('[suffix.dev]\nprotected = "yes"', "protected of dev must be true or false."),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, sentence: str
) -> None:
    _written(tmp_path, monkeypatch, text)

    with pytest.raises(Refusal, match=sentence):
        settings.is_protected("dev")
