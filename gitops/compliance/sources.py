"""Which line of our sources made a resource: the construct tree, read back from the code.

Synthesized JSON names the path of constructs that leads to a resource; the sources show which
call makes which step of it. Nothing needs to be written at synthesis, no absolute path appears,
and the same sources always give the same answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gitops.adapters.paths import ROOT
from gitops.compliance.calls import Call, Calls, Source, Step, read

STACKS = "stacks"
# The place of a resource without a better one.
APP = "cdktf.json"


def source(stack: str, kind: str, path: str, root: Path = ROOT) -> Source:
    """Where the resource of that type at that construct path is made.

    A resource whose call is not found in the sources is located in the file of its stack.
    """
    module = f"{STACKS}/{stack.replace('-', '_')}.py"
    made = _Tree(_calls(root), module).maker(kind, path.split("/"))
    return made or Source(module if (root / module).is_file() else APP)


@cache
def _calls(root: Path) -> Calls:
    return read(root, STACKS)


@dataclass(frozen=True)
class _Tree:
    """Follows a path of constructs from its end: who makes this, and who made the maker."""

    calls: Calls
    module: str

    def maker(self, kind: str, path: Sequence[str]) -> Source | None:
        """The call that makes the resource; None if several, or none, could have made it."""
        found = [(s, call.source) for name in _classes(kind) for s, call in self._made(name, path)]
        best = max((score for score, _ in found), default=None)
        places = {source for score, source in found if score == best}
        return places.pop() if len(places) == 1 else None

    def _made(self, name: str, path: Sequence[str]) -> Iterator[tuple[int, Call]]:
        """The calls of a class that may have made what is at the path, and how sure that is."""
        for call in self.calls.of(name):
            score = self._score(call, path)
            if score is not None:
                yield score, call

    def _score(self, call: Call, path: Sequence[str]) -> int | None:
        """How much of the path the sources spell out if that call made it; None: it did not."""
        rest = path[: -len(call.steps)]
        own = path[len(rest) :]
        if not rest or not all(map(Step.fits, call.steps, own)):
            return None
        above = self._above(call, rest)
        if above is None:
            return None
        # Where a variable decides about the scope, any other explanation is the better one.
        return above + sum(step.exactness for step in call.steps) - (not call.direct)

    def _above(self, call: Call, path: Sequence[str]) -> int | None:
        """How sure it is that the class in which the call stands is at the path."""
        if not call.owner:
            return 0
        if len(path) == 1:
            # The stack itself, or what it extends.
            files = {self.calls.files.get(name) for name in self.calls.heirs(call.owner)}
            return 0 if self.module in files else None
        # A scope in a variable may lie deeper within the class: its ancestors are tried, too.
        places = [path] if call.direct else [path[:end] for end in range(len(path), 0, -1)]
        found = [
            score
            for place in places
            for name in self.calls.heirs(call.owner)
            for score, _ in self._made(name, place)
        ]
        return max(found, default=None)


def _classes(kind: str) -> tuple[str, str]:
    """What CDKTF calls the class of a resource type; with an A where a block has the name."""
    name = "".join(word.capitalize() for word in kind.removeprefix("aws_").split("_"))
    return name, f"{name}A"
