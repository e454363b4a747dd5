"""The mutation run: every attribute of the stacks, broken in every small way."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path as File
from typing import Any

from policies.engine import terraform
from policies.engine.catalogue import Policy
from policies.engine.evaluation import verdicts_of
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known
from policies.mutation.mutants import MORE, Mutant, mutants, same, with_one_more, with_secret
from policies.mutation.watching import BACKEND, PROVIDER, Path, Reads, attributes, reads_of, texts

# What all resources share, everybody may notice.
BLOCKS = ("output", "provider", "terraform")
COMPLIANT = File(__file__).resolve().parent / "compliant.toml"


@dataclass(frozen=True)
class Allowed:
    """Changes of an attribute that break nothing that was promised, and why.

    `attribute` is `type.attribute`, or a pattern of a shell; one that ends in `.*` means everything
    below it. `changes` are those of the reason, as the report calls them, or patterns as well.
    """

    attribute: str
    changes: tuple[str, ...]
    reason: str

    def covers(self, mutant: Mutant) -> bool:
        """Whether the mutant is one of these changes."""
        kind = mutant.address.split(".", maxsplit=1)[0]
        found = f"{kind}.{_without_places(mutant.attribute)}"
        below = self.attribute.endswith(".*") and found.startswith(self.attribute[:-1])
        return (below or fnmatchcase(found, self.attribute)) and (
            not self.changes or any(fnmatchcase(mutant.change, one) for one in self.changes)
        )


@dataclass
class Score:
    """What became of the mutants; `owners` of a survivor are the policies that read the place.

    `attributes` counts what the stacks write, `unread` what of it no policy asks for by name.
    `readers` are the policies that asked for any attribute; of the others nothing can be broken.
    """

    made: int = 0
    attributes: int = 0
    unread: int = 0
    caught: dict[str, int] = field(default_factory=dict)
    survivors: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    strays: list[tuple[str, str]] = field(default_factory=list)
    equal: list[str] = field(default_factory=list)
    compliant: list[str] = field(default_factory=list)
    used: set[Allowed] = field(default_factory=set)
    readers: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """How many mutants were caught."""
        return self.made - len(self.survivors)

    def add(self, other: "Score") -> None:
        """Count what another run found."""
        self.made += other.made
        self.attributes += other.attributes
        self.unread += other.unread
        for policy, count in other.caught.items():
            self.caught[policy] = self.caught.get(policy, 0) + count
        self.survivors += other.survivors
        self.strays += other.strays
        self.equal += other.equal
        self.compliant += other.compliant
        self.used |= other.used
        self.readers |= other.readers


def read_allowed(path: File = COMPLIANT) -> list[Allowed]:
    """The changes that break no promise, of a file of `[[compliant]]` tables."""
    entries: list[Mapping[str, Any]] = tomllib.loads(path.read_text()).get("compliant", [])
    return [
        Allowed(entry["attribute"], tuple(entry.get("changes", ())), entry["reason"])
        for entry in entries
    ]


def run(
    stack: Stack, policies: Sequence[Policy], allowed: Sequence[Allowed] = (), every: int = 1
) -> Score:
    """Break one stack; of the mutants only each `every`th is made."""
    trial = _Trial(stack, policies, allowed)
    for number, mutant in enumerate(trial.mutants()):
        if number % every == 0:
            trial.evaluate(mutant)
    return trial.score


class _Trial:
    """One stack and what every policy read of it and said of it before it was broken."""

    def __init__(
        self, stack: Stack, policies: Sequence[Policy], allowed: Sequence[Allowed]
    ) -> None:
        self._stack = stack
        self._policies = [policy for policy in policies if policy.card.is_for(stack.name)]
        self._allowed = allowed
        self._reads = {policy.id: reads_of(policy, stack) for policy in self._policies}
        self._before = {policy.id: _failing(policy, stack) for policy in self._policies}
        self._resources = {one.address: one for one in [*stack.resources, *_frame(stack)]}
        reads = self._reads.items()
        self.score = Score(readers={name for name, read in reads if read.named or read.listed})

    def mutants(self) -> Iterator[Mutant]:
        """Every mutant of every attribute that is written, or that a policy asks for."""
        suffix = self._stack.suffix
        name = str(suffix.value) if isinstance(suffix, Known) else ""
        computed = _computed(self._stack)
        places = {place for reads in self._reads.values() for place in reads.deepest()}
        for address, path in sorted(places, key=repr):
            if (address, path[0]) not in computed:
                yield from mutants(self._resources[address], path, name)
        listed = {place for reads in self._reads.values() for place in reads.listed}
        for address, path in sorted(listed, key=repr):
            yield with_one_more(self._resources[address], path)
        for address, path in self._unread():
            yield from mutants(self._resources[address], path, name)
            yield from with_secret(self._resources[address], path)

    def _unread(self) -> list[tuple[str, Path]]:
        """The attributes that no policy asks for by name."""
        named = set[tuple[str, Path]]().union(*(reads.named for reads in self._reads.values()))
        held = [*self._stack.resources, *self._stack.others]
        written = [(one.address, at) for one in held for at in attributes(one)]
        found = [
            (address, path)
            for address, path in written
            if not any((address, path[:end]) in named for end in range(1, len(path) + 1))
        ]
        self.score.attributes, self.score.unread = len(written), len(found)
        return found

    def evaluate(self, mutant: Mutant) -> None:
        """Count what becomes of the mutant.

        Only the policies that read the changed attribute evaluate it: nothing else changed.
        """
        if same(mutant.values, self._resources[mutant.address].values):
            self.score.equal.append(str(mutant))
            return
        fired = self._fired(mutant)
        excuse = next((one for one in self._allowed if one.covers(mutant)), None)
        if not fired and excuse:
            self.score.used.add(excuse)
            self.score.compliant.append(str(mutant))
            return
        self._count(mutant, fired)

    def _fired(self, mutant: Mutant) -> list[Policy]:
        changed = _changed(self._stack, mutant)
        return [
            policy
            for policy in self._policies
            if self._sees(policy, mutant) and _failing(policy, changed) - self._before[policy.id]
        ]

    def _sees(self, policy: Policy, mutant: Mutant) -> bool:
        return self._reads[policy.id].sees(mutant.address, mutant.path)

    def _count(self, mutant: Mutant, fired: Sequence[Policy]) -> None:
        owners = tuple(p.id for p in self._policies if _speaks(self._reads[p.id], mutant))
        if not owners:
            # Nobody asks for it by name; then whoever walks over it may speak of it.
            owners = tuple(p.id for p in self._policies if self._sees(p, mutant))
        self.score.made += 1
        if not any(policy.id in owners for policy in fired):
            self.score.survivors.append((owners, str(mutant)))
        for policy in fired:
            self.score.caught[policy.id] = self.score.caught.get(policy.id, 0) + 1
        if mutant.address.split(".")[0] not in BLOCKS:
            self.score.strays += [(stray, str(mutant)) for stray in _strays(fired, owners)]


def _computed(stack: Stack) -> set[tuple[str, str]]:
    """The attributes that others refer to and nobody wrote: AWS fills them in."""
    written = {resource.address: resource.values for resource in stack.resources}
    found = set()
    for resource in stack.resources:
        for _, text in texts(resource.values):
            for part in terraform.parts(text) or ():
                if isinstance(part, terraform.Reference) and part.path[0] not in written.get(
                    part.address, {}
                ):
                    found.add((part.address, str(part.path[0])))
    return found


def _speaks(reads: Reads, mutant: Mutant) -> bool:
    if mutant.change == MORE:
        return (mutant.address, mutant.path[:-1]) in reads.listed
    return (mutant.address, mutant.path) in reads.named


def _strays(fired: Sequence[Policy], owners: Sequence[str]) -> list[str]:
    """The policies that no owner among those that fired names as company."""
    leftovers = [
        [one.id for one in fired if one is not owner and not _overlap(owner, one)]
        for owner in fired
        if owner.id in owners
    ]
    return min(leftovers, key=len, default=[])


def _overlap(one: Policy, other: Policy) -> bool:
    """Whether either card names the other; a policy of ours names one that holds everywhere."""
    return other.id in one.card.overlaps_with or one.id in other.card.overlaps_with


def _frame(stack: Stack) -> Iterator[Resource]:
    """The provider, the backend and the other blocks, as resources that can be broken."""
    frame = {BACKEND: stack.backend, PROVIDER: next(iter(stack.providers), None)}
    for address, values in frame.items():
        kind, name = address.split(".")
        yield Resource(stack.name, kind, name, values or {})
    yield from stack.others


def _changed(stack: Stack, mutant: Mutant) -> Stack:
    if mutant.address == PROVIDER:
        return replace(stack, providers=[mutant.values])
    if mutant.address == BACKEND:
        return replace(stack, backend=mutant.values)
    return replace(
        stack,
        resources=_with(stack.resources, mutant),
        others=_with(stack.others, mutant),
    )


def _with(resources: Sequence[Resource], mutant: Mutant) -> list[Resource]:
    return [
        replace(one, values=mutant.values) if one.address == mutant.address else one
        for one in resources
    ]


def _failing(policy: Policy, stack: Stack) -> set[str]:
    return {verdict.place for verdict in verdicts_of(policy, [stack]) if verdict.failed}


def _without_places(attribute: str) -> str:
    return ".".join(step for step in attribute.split(".") if not step.isdigit())
