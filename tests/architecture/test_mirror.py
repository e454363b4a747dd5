"""Tests lie in folders like those of what they test."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TREES = ("gitops", "lambda_src", "localcloud", "market", "policies", "stacks")
# Of policies as a whole: the rows of each, and changes of the real stacks that they notice.
OWN = ("tests/policies/rows", "tests/policies/changes")


def test_a_folder_of_tests_is_named_like_a_folder_of_the_tree() -> None:
    folders = {
        test.parent.relative_to(ROOT).as_posix()
        for tree in TREES
        for test in (ROOT / "tests" / tree).rglob("test_*.py")
    }
    strays = [
        folder
        for folder in sorted(folders)
        if not folder.startswith(OWN) and not (ROOT / folder.removeprefix("tests/")).is_dir()
    ]

    assert len(folders) > len(TREES)
    assert strays == []
