"""The imports of a Python file."""

import ast
from collections.abc import Iterator
from pathlib import Path


def imports(file: Path) -> Iterator[tuple[str, ...]]:
    """The dotted names of each import: a.b for `import a.b`, a and a.b for `from a import b`."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name,) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide where an arrow goes"
            yield from ((f"{node.module}", f"{node.module}.{alias.name}") for alias in node.names)


def imported_names(file: Path) -> Iterator[str]:
    """All dotted names of all imports."""
    for names in imports(file):
        yield from names
