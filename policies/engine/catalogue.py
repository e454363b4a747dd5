"""Finds the policies: each file of the catalogue is one; an incomplete file is an error."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from types import ModuleType

from policies.engine.card import Card
from policies.engine.decision import Decision
from policies.engine.resource import Resource
from policies.engine.stack import Stack

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"

Evaluator = Callable[[Resource, Stack], Decision]


class UnfinishedPolicy(Exception):
    """A file of the catalogue is no complete policy: one sentence that says what is missing."""


@dataclass(frozen=True)
class Policy:
    """A policy: its id is the name of its file, its service the folder that holds the file."""

    id: str
    card: Card
    evaluate: Evaluator
    service: str = ""


def is_policy(path: Path, folder: Path = CATALOGUE) -> bool:
    """Whether the file below `folder` holds a policy: `<id>.py` or `<service>/<id>.py`."""
    return path.suffix == ".py" and path.stem != "__init__" and folder in path.parents


def discover(folder: Path = CATALOGUE) -> list[Policy]:
    """The policies in `folder` and its sub-folders, by id.

    Raises:
        UnfinishedPolicy: a file cannot be loaded, lacks its card or its function, or has the name
            of another one.
    """
    files = sorted((one for one in folder.rglob("*.py") if is_policy(one, folder)), key=_by_id)
    for one, other in pairwise(files):
        if one.stem == other.stem:
            raise UnfinishedPolicy(f"{other} has the same id as {one}; rename one of them.")
    found = [_policy(path, _loaded(path, folder), folder) for path in files]
    _check_overlaps(found)
    return found


def _by_id(path: Path) -> tuple[str, Path]:
    return path.stem, path


def _check_overlaps(found: Iterable[Policy]) -> None:
    ids = {policy.id for policy in found}
    for policy in found:
        if unknown := sorted(set(policy.card.overlaps_with) - ids):
            raise UnfinishedPolicy(
                f"The card of {policy.id} refers to an unknown policy in overlaps_with:"
                f" {', '.join(unknown)}."
            )


def _loaded(path: Path, folder: Path) -> ModuleType:
    name = ".".join(("policies", "catalogue", *path.relative_to(folder).with_suffix("").parts))
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise UnfinishedPolicy(f"{path} is no Python file.")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UnfinishedPolicy(
            f"{path} cannot be loaded: {type(error).__name__}: {error}"
        ) from error
    return module


def _policy(path: Path, module: ModuleType, folder: Path) -> Policy:
    card, evaluate = getattr(module, "CARD", None), getattr(module, "evaluate", None)
    if not isinstance(card, Card):
        raise UnfinishedPolicy(f"{path} has no card (CARD).")
    if not callable(evaluate):
        raise UnfinishedPolicy(f"{path} has no function `evaluate`.")
    if gaps := card.gaps():
        raise UnfinishedPolicy(f"The card of {path} is incomplete: {', '.join(gaps)}.")
    service = path.parent.name if path.parent != folder else ""
    return Policy(path.stem, card, evaluate, service)
