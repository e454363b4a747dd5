"""The calls in our sources that make constructs, read without running anything."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

# How much of a step the sources spell out: all, a part (an f-string), nothing (a variable).
ALL, PART, NOTHING = 2, 1, 0
ANYTHING = re.compile(".+")
CONSTRUCTOR = "__init__"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, order=True)
class Source:
    """A place in our sources, relative to the root of the repository; `line` counts from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Step:
    """What the sources spell out of one step of a path."""

    pattern: re.Pattern[str] = ANYTHING
    exactness: int = NOTHING

    def fits(self, name: str) -> bool:
        """Whether a step of that name may be meant."""
        return self.pattern.fullmatch(name) is not None


@dataclass(frozen=True)
class Call:
    """A call that makes a construct.

    `owner` is the class in which it stands, if any; `steps` lead from there to what it makes.
    Unless it is `direct`, more steps may lie between.
    """

    source: Source
    owner: str
    steps: tuple[Step, ...]
    direct: bool


@dataclass
class Calls:
    """All of them, by the class that they make; of each class its file, heirs and chosen id."""

    by_class: dict[str, list[Call]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    extended: dict[str, set[str]] = field(default_factory=dict)
    chosen: dict[str, Step] = field(default_factory=dict)

    def of(self, name: str) -> Iterator[Call]:
        """The calls that make that class; one that chooses its own id overrides its callers."""
        for call in self.by_class.get(name, ()):
            last = self.chosen.get(name, call.steps[-1])
            yield replace(call, steps=(*call.steps[:-1], last))

    def heirs(self, name: str) -> Iterator[str]:
        """The class and all that extend it."""
        yield name
        for heir in sorted(self.extended.get(name, ())):
            yield from self.heirs(heir)


def read(root: Path, folder: str) -> Calls:
    """The calls in all Python files of a folder below `root`."""
    calls = Calls()
    for path in sorted((root / folder).rglob("*.py")):
        module = ast.parse(path.read_bytes())
        _Reader(path.relative_to(root).as_posix(), module, calls).visit(module)
    return calls


class _Reader(ast.NodeVisitor):
    """Reads one file; its methods are named as ast wants them."""

    def __init__(self, file: str, module: ast.Module, into: Calls) -> None:
        self._file = file
        self._into = into
        self._class: ast.ClassDef | None = None
        self._function: Function | None = None
        self._constants = module.body

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Note where a class stands and what it extends."""
        self._into.files[node.name] = self._file
        for base in node.bases:
            self._into.extended.setdefault(ast.unparse(base), set()).add(node.name)
        before, self._class = self._class, node
        self.generic_visit(node)
        self._class = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Remember in which function the calls stand."""
        before, self._function = self._function, node
        self.generic_visit(node)
        self._function = before

    def visit_Call(self, node: ast.Call) -> None:
        """Note a call that gives a class a scope and an id, and a class that chooses its id."""
        made = _made(node)
        if made:
            name, scope, id_ = made
            owner, steps, direct = self._below(scope)
            call = Call(self._place(node), owner, (*steps, self._step(id_)), direct)
            self._into.by_class.setdefault(name, []).append(call)
        elif self._class and ast.unparse(node.func) == f"super().{CONSTRUCTOR}":
            step = self._step(node.args[1]) if len(node.args) > 1 else Step()
            if step.exactness:
                self._into.chosen[self._class.name] = step
        self.generic_visit(node)

    def _place(self, node: ast.Call) -> Source:
        return Source(self._file, node.lineno)

    def _below(self, scope: ast.expr) -> tuple[str, tuple[Step, ...], bool]:
        made = _made(scope) if isinstance(scope, ast.Call) else None
        if made:
            owner, above, direct = self._below(made[1])
            return owner, (*above, self._step(made[2])), direct
        owner = self._class.name if self._class else ""
        return owner, (), ast.unparse(scope) == "self"

    def _step(self, id_: ast.expr) -> Step:
        if isinstance(id_, ast.Name):
            own = self._function.body if self._function else []
            given = [*_assigned(id_.id, own), *self._given(id_.id)]
            steps = [_spelled(value) for value in given or _assigned(id_.id, self._constants)]
            if steps:
                pattern = "|".join(step.pattern.pattern for step in steps)
                return Step(re.compile(pattern), min(step.exactness for step in steps))
        return _spelled(id_)

    def _given(self, name: str) -> list[ast.expr]:
        """What the class gives its own method for the parameter of that name."""
        function = self._function
        if not self._class or function is None or function.name == CONSTRUCTOR:
            return []
        parameters = [argument.arg for argument in function.args.args]
        if name not in parameters:
            return []
        calls = (node for node in ast.walk(self._class) if isinstance(node, ast.Call))
        ours = [node for node in calls if ast.unparse(node.func) == f"self.{function.name}"]
        return [value for node in ours for value in _argument(node, name, parameters)]


def _made(node: ast.Call) -> tuple[str, ast.expr, ast.expr] | None:
    """Class, scope and id of a call that makes a construct: `C(scope, id)` or `f(C, scope, id)`."""
    callee, arguments = node.func, node.args
    if not _is_class(callee) and arguments and _is_class(arguments[0]):
        callee, arguments = arguments[0], arguments[1:]
    if not _is_class(callee) or len(arguments) < len(("scope", "id")):
        return None
    return ast.unparse(callee).rpartition(".")[2], arguments[0], arguments[1]


def _is_class(node: ast.expr) -> bool:
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return name[:1].isupper() and not name.isupper()


def _assigned(name: str, body: list[ast.stmt]) -> list[ast.expr]:
    return [
        node.value
        for node in body
        if isinstance(node, ast.Assign)
        and any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
    ]


def _argument(node: ast.Call, name: str, parameters: list[str]) -> Iterator[ast.expr]:
    yield from (word.value for word in node.keywords if word.arg == name)
    # The first parameter is self, which a call does not give.
    place = parameters.index(name) - 1
    yield from node.args[place : place + 1]


def _spelled(id_: ast.expr) -> Step:
    if isinstance(id_, ast.Constant) and isinstance(id_.value, str):
        return Step(re.compile(re.escape(id_.value)), ALL)
    if isinstance(id_, ast.JoinedStr):
        parts = [
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in id_.values
        ]
        return Step(re.compile("".join(parts)), PART)
    return Step()
