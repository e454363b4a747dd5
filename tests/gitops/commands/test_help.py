"""The help of every command suits a terminal of any width."""

import pytest
from typer.core import TyperCommand

from tests.gitops.commands.test_json import ALL


@pytest.mark.parametrize("command", ALL.values(), ids=ALL)
def test_a_paragraph_of_help_has_no_line_ends_of_its_own(command: TyperCommand) -> None:
    assert command.help
    assert [each for each in command.help.split("\n\n") if "\n" in each] == []
