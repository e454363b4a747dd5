"""What `gitops new` writes of a function and a stack; what it refuses it leaves alone."""

import ast
from pathlib import Path

import pytest

from gitops.adapters.errors import Refusal
from gitops.scaffold import function, stack

TABLE = '"""The app."""\n\nSTACKS = {\n    "trades": "stacks.trades:Trades",\n}\n\nOTHER = {\n}\n'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository with a stack, a function and a package of constructs."""
    for name in ("stacks/__main__.py", "stacks/trades.py", "stacks/constructs/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TABLE)
    (tmp_path / "lambda_src" / "trade_reader").mkdir(parents=True)
    return tmp_path


def _files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_function_has_handler_logic_ports_and_a_test(copy: Path) -> None:
    written = function.write("order-recorder", copy)

    assert {path.relative_to(copy).as_posix() for path in written} == {
        "lambda_src/order_recorder/__init__.py",
        "lambda_src/order_recorder/handler.py",
        "lambda_src/order_recorder/logic.py",
        "lambda_src/order_recorder/ports.py",
        "tests/lambda_src/order_recorder/test_logic.py",
    }


def test_a_stack_has_its_file_its_tests_and_its_line(copy: Path) -> None:
    written = stack.write("order-book", copy)

    assert {path.relative_to(copy).as_posix() for path in written} == {
        "stacks/order_book.py",
        "stacks/__main__.py",
        "tests/stacks/test_order_book.py",
        "tests/integration/order_book/conftest.py",
        "tests/integration/order_book/deployed.py",
        "tests/integration/order_book/test_order_book.py",
    }
    line = '    "order-book": "stacks.order_book:OrderBook",\n'
    before, _, after = TABLE.partition("}\n")
    assert (copy / "stacks/__main__.py").read_text() == f"{before}{line}}}\n{after}"


def test_whatever_is_written_is_python_of_which_nothing_is_left_to_fill_in(copy: Path) -> None:
    for path in [*function.write("order-recorder", copy), *stack.write("order-book", copy)]:
        ast.parse(path.read_text())
        assert not {"$", "__package__"} & set(path.read_text().split())
        assert "$" not in path.read_text()


@pytest.mark.parametrize(
    "name", ["", "Order", "a_b", "-a", "a-", "a--b", "1a", "../a", "a/b", "if"]
)
def test_what_cannot_be_a_name_is_refused(copy: Path, name: str) -> None:
    before = _files(copy)

    for kind in (function, stack):
        with pytest.raises(Refusal, match="lower-case letters, digits and inner hyphens"):
            kind.write(name, copy)
    assert _files(copy) == before


def test_a_word_of_python_is_refused_as_such(copy: Path) -> None:
    with pytest.raises(Refusal, match=r"^'class' cannot name a function, as Python reserves it;"):
        function.write("class", copy)


def test_names_are_as_long_as_aws_allows_with_the_longest_suffix(copy: Path) -> None:
    function.write("f" * 38, copy)
    stack.write("s" * 53, copy)
    assert len(f"{'f' * 38}-role-{'x' * 20}") == 64
    assert len(f"{'s' * 53}-queue-{'x' * 20}") == 80

    with pytest.raises(Refusal, match="has 39 characters; a function can have 38"):
        function.write("f" * 39, copy)
    with pytest.raises(Refusal, match="has 54 characters; a stack can have 53"):
        stack.write("s" * 54, copy)


@pytest.mark.parametrize("name", ["trades", "constructs"])
def test_a_stack_or_package_that_is_there_is_not_touched(copy: Path, name: str) -> None:
    before = _files(copy)

    with pytest.raises(Refusal, match=rf"stacks/{name}(\.py)? already exists"):
        stack.write(name, copy)
    assert _files(copy) == before


def test_a_function_that_is_there_is_not_touched(copy: Path) -> None:
    with pytest.raises(Refusal, match="lambda_src/trade_reader already exists"):
        function.write("trade-reader", copy)


@pytest.mark.parametrize("name", ["all", "bootstrap"])
def test_a_name_that_commands_take_for_something_else_is_refused(copy: Path, name: str) -> None:
    with pytest.raises(Refusal, match="it has a meaning already"):
        stack.write(name, copy)


def test_without_a_table_of_stacks_nothing_is_written(copy: Path) -> None:
    (copy / "stacks" / "__main__.py").write_text("")
    before = _files(copy)

    with pytest.raises(Refusal, match="has no table STACKS"):
        stack.write("order-book", copy)
    assert _files(copy) == before
