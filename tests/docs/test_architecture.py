"""The architecture page names every folder, so that a reader of it finds everything."""

import re

import pytest

from tests.architecture.test_floors import FLOORS
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def layers(folder: str) -> dict[str, int]:
    """The folders in the table of a folder, with their layers."""
    section = PAGE.partition(f"### Inside `{folder}/`")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", section, re.MULTILINE)
    return {name: int(number) for number, row in rows for name in re.findall(r"`(\w+)/`", row)}


@pytest.mark.parametrize("folder", ["gitops", "localcloud"])
def test_the_table_of_a_folder_names_each_folder_in_it(folder: str) -> None:
    packages = {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}

    assert layers(folder).keys() == packages


@pytest.mark.parametrize("folder", ["gitops", "localcloud"])
def test_the_layers_have_the_order_of_the_floors(folder: str) -> None:
    floor = {unit: number for number, units in enumerate(FLOORS[folder]) for unit in units}
    shown = layers(folder)

    assert [
        f"{upper} above {lower}"
        for upper in shown
        for lower in shown
        if shown[upper] < shown[lower] and floor[upper] > floor[lower]
    ] == []
