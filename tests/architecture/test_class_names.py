"""A public class name means one thing in the whole tree."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("gitops", "lambda_src", "localcloud", "market", "policies", "stacks")


def repeated(sources: dict[str, str]) -> dict[str, list[str]]:
    """Public classes that several of the modules define, with these modules."""
    found = defaultdict(set)
    for name, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(name)
    return {name: sorted(files) for name, files in found.items() if len(files) > 1}


def test_class_names_are_unique() -> None:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]

    assert repeated({str(path.relative_to(ROOT)): path.read_text() for path in paths}) == {}


def test_a_repeated_class_is_found() -> None:
    sources = {"a.py": "class Batch: ...", "b.py": "class Batch: ...", "c.py": "class _Batch: ..."}

    assert repeated(sources) == {"Batch": ["a.py", "b.py"]}
