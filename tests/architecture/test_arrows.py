"""Imports follow the arrows of docs/architecture.md."""

from pathlib import Path

import pytest

from tests.architecture.imports import imported_names

ROOT = Path(__file__).resolve().parents[2]
OURS = {
    "gitops", "lambda_src", "localcloud", "market", "policies", "stacks", "tests", "benchmarks",
    "examples",
}  # fmt: skip

# Folder -> what of ours it may import, besides itself.
ARROWS: dict[str, set[str]] = {
    "market": {"gitops", "lambda_src"},
    "gitops": {"policies", "localcloud"},
    "lambda_src": set(),
    "localcloud": set(),
    "policies": set(),
    "stacks": set(),
    "examples": {"market"},
}
# Tools that would tie a tree to something it must outlive or must not carry.
FORBIDDEN: dict[str, set[str]] = {
    "policies": {"cdktf", "constructs", "cdktf_cdktf_provider_aws"},
    "market": {"cdktf", "constructs", "cdktf_cdktf_provider_aws", "moto"},
    "gitops": {"cdktf", "constructs", "cdktf_cdktf_provider_aws", "moto"},
    "lambda_src": {"cdktf", "moto", "pytest"},
    "stacks": {"boto3", "moto"},
    "examples": {"moto"},
    "localcloud": {"cdktf"},
}


def _allowed(name: str, folder: str) -> bool:
    top = name.split(".", maxsplit=1)[0]
    if top == folder or top not in OURS:
        return True
    targets = ARROWS[folder]
    return any(name == t or name.startswith(f"{t}.") or t.startswith(f"{name}.") for t in targets)


@pytest.mark.parametrize("folder", ARROWS)
def test_a_tree_imports_only_along_its_arrows(folder: str) -> None:
    files = list((ROOT / folder).rglob("*.py"))
    strays = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported_names(file)
        if not _allowed(name, folder) or name.split(".")[0] in FORBIDDEN[folder]
    ]

    assert files
    assert strays == []


def test_a_function_shares_code_with_another_only_through_shared() -> None:
    strays = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in (ROOT / "lambda_src").rglob("*.py")
        for name in imported_names(file)
        if name.startswith("lambda_src.")
        and name.split(".")[1] not in {"shared", file.relative_to(ROOT / "lambda_src").parts[0]}
    ]

    assert strays == []


def test_no_file_outgrows_one_idea() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in OURS
        for file in (ROOT / folder).rglob("*.py")
        if (lines := len(file.read_text().splitlines())) > 350
    }

    assert long == {}
