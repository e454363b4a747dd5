"""Finds the policies: every file of the catalogue is one, and an unfinished one is an error."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from policies.engine.card import Card
from policies.engine.outcome import Outcome
from policies.engine.resource import Resource
from policies.engine.stack import Stack

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"

Judge = Callable[[Resource, Stack], Outcome]


class UnfinishedPolicy(Exception):
    """A file of the catalogue is no complete policy: one sentence that says what is missing."""


@dataclass(frozen=True)
class Policy:
    """A policy: its id is the name of its file."""

    id: str
    card: Card
    judge: Judge


def discover(folder: Path = CATALOGUE) -> list[Policy]:
    """The policies in `folder`, by id.

    Raises:
        UnfinishedPolicy: a file cannot be loaded, or lacks its card or its function.
    """
    files = sorted(path for path in folder.glob("*.py") if path.stem != "__init__")
    found = [_policy(path, _loaded(path)) for path in files]
    ids = {policy.id for policy in found}
    for policy in found:
        if strangers := sorted(set(policy.card.also_fire) - ids):
            raise UnfinishedPolicy(
                f"The card of {policy.id} says that {', '.join(strangers)} may fire too,"
                " which is no policy."
            )
    return found


def _loaded(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"policies.catalogue.{path.stem}", path)
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


def _policy(path: Path, module: ModuleType) -> Policy:
    card, judge = getattr(module, "CARD", None), getattr(module, "judge", None)
    if not isinstance(card, Card):
        raise UnfinishedPolicy(f"{path} has no identity card (CARD).")
    if not callable(judge):
        raise UnfinishedPolicy(f"{path} has no function `judge`.")
    if gaps := card.gaps():
        raise UnfinishedPolicy(f"The card of {path} is not complete: {', '.join(gaps)}.")
    return Policy(path.stem, card, judge)
