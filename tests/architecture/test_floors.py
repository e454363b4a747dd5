"""Inside a folder every import goes to a lower floor, and no modules import in a circle."""

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture.imports import imports

ROOT = Path(__file__).resolve().parents[2]
Floors = Sequence[set[str]]

# Folder -> its floors from top to bottom, each with the modules and packages that stand on it.
# Two of one floor may not import each other; a package is free inside, or has a row of its own.
FLOORS: dict[str, Floors] = {
    "gitops": [
        {"__main__"},
        {"cli"},
        {"commands"},
        {"account", "approval", "fleet"},
        {"environment", "report", "review"},
        {"admission", "compliance", "cost", "plans", "scaffold"},
        {"adapters"},
        {"__init__"},
    ],
    "localcloud": [
        {"__main__"},
        {"__init__"},
        {"server"},
        {"admin_api", "api_gateway", "logs", "moto_patches", "unsupported"},
        {"fault_injection", "refusals"},
        {"lambda_"},
        {"cloudwatch"},
        {"hooks"},
        {"identity"},
        {"authorization", "filter_patterns", "repeated_requests", "request_log", "service_errors"},
        {"account"},
    ],
    "localcloud/api_gateway": [
        {"__init__"},
        {"app"},
        {"response_mapping"},
        {"lambda_integration"},
        {"request_mapping"},
        {"access", "mapping_templates", "throttle", "validation"},
        {"routing"},
        {"gateway_responses", "request"},
    ],
    "localcloud/identity": [
        {"enforcement"},
        {"key_lockout", "refusals", "services"},
        {"authorizer"},
        {"callers"},
        {"customer_keys", "grants", "principals"},
        {"decisions", "operations", "resources", "sessions", "web_identity"},
        {"issuers", "needs", "propagation", "recent_refusals", "roles"},
        {"documents"},
        {"__init__"},
    ],
    "localcloud/lambda_": [
        {"invoke_api"},
        {"service"},
        {"async_invocation", "event_sources"},
        {"destinations"},
        {"execution_role"},
        {"store"},
        {"runtime"},
        {"interface"},
        {"__init__"},
    ],
}


def _modules(root: Path, folder: str) -> dict[str, Path]:
    """The modules of a folder by their dotted name; a package is named without __init__."""
    files = sorted((root / folder).rglob("*.py"))
    parts = {file: file.relative_to(root).with_suffix("").parts for file in files}
    return {".".join(each).removesuffix(".__init__"): file for file, each in parts.items()}


def _unit(module: str, folder: str) -> str:
    """The direct child of the folder that a module belongs to."""
    rest = module.removeprefix(folder.replace("/", ".")).removeprefix(".")
    return rest.partition(".")[0] or "__init__"


def _edges(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    """Importer and imported module, for both within the folder."""
    modules = _modules(root, folder)
    for module, file in modules.items():
        for names in imports(file):
            # `from package import x` is an import of the module x, if there is one.
            ours = [name for name in names if name in modules]
            if ours and ours[-1] != module:
                yield module, ours[-1]


def _upward(root: Path, folder: str, floors: Floors) -> list[str]:
    """The imports that do not go to a lower floor."""
    floor_of = {unit: number for number, units in enumerate(floors) for unit in units}
    pairs = [(*edge, *(_unit(each, folder) for each in edge)) for edge in _edges(root, folder)]
    return [
        f"{importer} imports {imported}"
        for importer, imported, upper, lower in pairs
        if upper != lower and floor_of[upper] >= floor_of[lower]
    ]


def _circle(root: Path, folder: str) -> list[str]:
    """The modules of one circle, none without a circle."""
    graph: dict[str, set[str]] = {}
    for importer, imported in _edges(root, folder):
        graph.setdefault(importer, set()).add(imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("folder", FLOORS)
def test_every_import_inside_a_folder_goes_to_a_lower_floor(folder: str) -> None:
    assert _upward(ROOT, folder, FLOORS[folder]) == []


@pytest.mark.parametrize("folder", FLOORS)
def test_every_module_and_package_of_a_folder_stands_on_one_floor(folder: str) -> None:
    placed = sorted(unit for units in FLOORS[folder] for unit in units)

    assert placed == sorted({_unit(module, folder) for module in _modules(ROOT, folder)})


@pytest.mark.parametrize("folder", FLOORS)
def test_no_modules_of_a_folder_import_each_other_in_a_circle(folder: str) -> None:
    assert _circle(ROOT, folder) == []


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house with an attic over a cellar, in which two modules import each other."""
    sources = {
        "house/__init__.py": "",
        "house/attic.py": "from house.cellar import wine\n",
        "house/cellar/__init__.py": "NAME = 'cellar'\n",
        "house/cellar/beer.py": "from house.cellar import NAME, wine\n",
        "house/cellar/wine.py": "def pour():\n    import house.cellar.beer\n",
    }
    for name, source in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    return tmp_path


def test_an_import_of_a_higher_or_the_same_floor_is_found(house: Path) -> None:
    upward = ["house.attic imports house.cellar.wine"]

    assert _upward(house, "house", [{"attic"}, {"cellar"}]) == []
    assert _upward(house, "house", [{"cellar"}, {"attic"}]) == upward
    assert _upward(house, "house", [{"attic", "cellar"}]) == upward


def test_a_circle_is_found_inside_a_package_and_inside_a_function(house: Path) -> None:
    assert set(_circle(house, "house")) == {"house.cellar.beer", "house.cellar.wine"}
