"""Whatever prints a table prints the same for programs: `--json`, or `--format json`."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import pytest
import typer.main
from typer.core import TyperCommand, TyperGroup

from gitops import cli as gitops
from market import cli as market

FORMS = {"--json", "--format"}
# What makes a table of our rows, here or in another module.
TABLES = {"Table", "show", "write_ticks", "write_candles"}


def commands(group: Any, name: str = "") -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(group, TyperGroup):
        for word, each in group.commands.items():
            yield from commands(each, f"{name} {word}".strip())
    else:
        yield name, group


def prints_a_table(function: Callable[..., Any], seen: set[str] | None = None) -> bool:
    """Whether the function, or one of the commands' modules that it calls, makes a table."""
    seen = set() if seen is None else seen
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    called = [each.func for each in ast.walk(tree) if isinstance(each, ast.Call)]
    names = {each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "")
             for each in called}  # fmt: skip
    if names & TABLES:
        return True
    ours = [function.__globals__.get(name) for name in names - seen]
    seen |= names
    return any(
        prints_a_table(each, seen)
        for each in ours
        if isinstance(each, FunctionType) and ".commands." in each.__module__
    )


ALL = {
    f"{program} {name}": command
    for program, app in (("gitops", gitops.app), ("market", market.app))
    for name, command in commands(typer.main.get_command(app))
}


def shows_a_table(command: TyperCommand) -> bool:
    assert command.callback is not None
    return prints_a_table(inspect.unwrap(command.callback))


@pytest.mark.parametrize("command", ALL.values(), ids=ALL)
def test_whoever_prints_a_table_prints_it_for_programs_too(command: TyperCommand) -> None:
    options = {option for one in command.params for option in one.opts}

    assert options & FORMS or not shows_a_table(command)


def test_tables_are_found_wherever_a_command_makes_them() -> None:
    found = {name for name, command in ALL.items() if shows_a_table(command)}

    assert {
        *("gitops check", "gitops cost", "gitops environments", "gitops review admit"),
        *("market prices", "market secret list"),
    } <= found
