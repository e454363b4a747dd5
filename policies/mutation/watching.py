"""The attributes that a policy reads, recorded while it runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from policies.engine import terraform
from policies.engine.catalogue import Policy
from policies.engine.evaluation import verdicts_of
from policies.engine.resource import Resource
from policies.engine.stack import Stack, Step
from policies.engine.values import Absent, Value

Path = tuple[Step, ...]
Default = TypeVar("Default")

# What the engine reads by itself, and what is no attribute of AWS's.
OURS = {"//", "connection", "count", "depends_on", "dynamic", "for_each", "provider", "provisioner"}

# The addresses of what is no resource, but is read as one is.
PROVIDER, BACKEND = "provider.aws", "terraform.backend"


@dataclass
class Reads:
    """What one policy read of one stack.

    `named` are the places it asked for by name: address and path. `listed` are the objects whose
    keys it asked for: an attribute more concerns it. `touched` are all attributes that it saw in
    any way: a change of another one cannot change its verdicts.
    """

    named: set[tuple[str, Path]] = field(default_factory=set)
    listed: set[tuple[str, Path]] = field(default_factory=set)
    touched: set[tuple[str, str]] = field(default_factory=set)

    def deepest(self) -> list[tuple[str, Path]]:
        """The named places that are not only passed on the way to another one."""
        passed = {(address, path[:end]) for address, path in self.named for end in range(len(path))}
        return sorted(self.named - passed, key=repr)

    def sees(self, address: str, path: Path) -> bool:
        """Whether a change at the path can change the verdicts of the policy."""
        return (address, path[0]) in self.touched or (address, path[:-1]) in self.listed


class Watched(dict[str, Any]):
    """An object that notes what is read of it; equal to the object that it was made of."""

    def __init__(
        self, values: Mapping[str, Any], reads: Reads, address: str, path: Path = ()
    ) -> None:
        super().__init__(
            {key: _watched(value, reads, address, (*path, key)) for key, value in values.items()}
        )
        self._reads, self._address, self._path = reads, address, path

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """As a dict does, noted by name."""
        self._note(key)
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        self._touch_all()
        return super().__iter__()

    def keys(self) -> Any:
        """As a dict does; who asks for them speaks of which attributes there are."""
        self._touch_all()
        if self._path[:1] == () or self._path[0] not in OURS:
            self._reads.listed.add((self._address, self._path))
        return super().keys()

    def items(self) -> Any:
        """As a dict does; nothing is asked for by name."""
        self._touch_all()
        return super().items()

    def values(self) -> Any:
        """As a dict does; nothing is asked for by name."""
        self._touch_all()
        return super().values()

    def _note(self, key: str) -> None:
        path = (*self._path, key)
        self._reads.touched.add((self._address, str(path[0])))
        if path[0] not in OURS:
            self._reads.named.add((self._address, path))

    def _touch_all(self) -> None:
        keys = [str(self._path[0])] if self._path else super().keys()
        self._reads.touched.update((self._address, key) for key in keys)


@dataclass(frozen=True, eq=False)
class WatchedResource(Resource):
    """A resource whose values are watched."""

    reads: Reads = field(default_factory=Reads)
    plain: Mapping[str, Any] = field(default_factory=dict)

    def refers_to(self, other: Resource) -> bool:
        """As of any resource; only the places that hold such a reference count as read."""
        self.reads.touched.update((self.address, key) for key in self.plain)
        self.reads.named.update(
            (self.address, path)
            for path, text in texts(self.plain)
            if path[0] not in OURS and any(_leads_to(part, other) for part in _parts(text))
        )
        return Resource(self.stack, self.type, self.name, self.plain).refers_to(other)


@dataclass(frozen=True, eq=False)
class WatchedStack(Stack):
    """A stack that notes the whole way to what it was asked for, where nothing is, too."""

    reads: Reads = field(default_factory=Reads)

    def value(self, resource: Resource, *path: Step) -> Value:
        """As of any stack."""
        found = super().value(resource, *path)
        if isinstance(found, Absent) and path and path[0] not in OURS:
            self.reads.named.add((resource.address, path))
        return found


def reads_of(policy: Policy, stack: Stack) -> Reads:
    """What the policy reads when it evaluates every resource of the stack."""
    # A stack of its own: helpers keep what they derived from a stack, and would read nothing.
    own = watched(stack)
    for _ in verdicts_of(policy, [own]):
        pass
    return own.reads


def watched(stack: Stack) -> WatchedStack:
    """The same stack, with eyes on whatever is read of it."""
    reads = Reads()
    return WatchedStack(
        stack.name,
        [_resource(one, reads) for one in stack.resources],
        [Watched(provider, reads, PROVIDER) for provider in stack.providers],
        stack.place,
        stack.data,
        None if stack.backend is None else Watched(stack.backend, reads, BACKEND),
        others=[_resource(one, reads) for one in stack.others],
        reads=reads,
    )


def _resource(one: Resource, reads: Reads) -> WatchedResource:
    return WatchedResource(
        one.stack,
        one.type,
        one.name,
        Watched(one.values, reads, one.address),
        one.path,
        reads=reads,
        plain=one.values,
    )


def texts(raw: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in `raw` with its path."""
    if isinstance(raw, str):
        yield path, raw
    elif isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from texts(value, (*path, key))
    elif isinstance(raw, list):
        for place, value in enumerate(raw):
            yield from texts(value, (*path, place))


def _watched(value: Any, reads: Reads, address: str, path: Path) -> Any:
    if isinstance(value, Mapping):
        return Watched(value, reads, address, path)
    if isinstance(value, list):
        return [_watched(item, reads, address, (*path, place)) for place, item in enumerate(value)]
    return value


def _parts(text: str) -> list[str | terraform.Reference]:
    return terraform.parts(text) or []


def _leads_to(part: str | terraform.Reference, other: Resource) -> bool:
    return isinstance(part, terraform.Reference) and part.address == other.address
