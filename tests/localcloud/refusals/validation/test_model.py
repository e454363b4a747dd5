"""Properties of the validator: what a model allows passes, one broken constraint is one error."""

import itertools
import string
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.core.model import OperationModel, ServiceModel
from moto.core.utils import get_service_model

from localcloud.refusals.validation.model import Validator

# The services that the stacks and their tools use.
SERVICES = (
    "apigateway", "budgets", "cloudwatch", "dynamodb", "dynamodbstreams", "iam", "kms", "lambda",
    "logs", "resourcegroupstaggingapi", "sns", "sqs", "ssm", "sts",
)  # fmt: skip
_LETTERS = st.text(string.ascii_lowercase, max_size=8)


@dataclass
class Case:
    """A shape of a model, a value that it allows and one that breaks it in a single place.

    The values of `inner` are the shapes that it refers to by name.
    """

    shape: dict[str, Any]
    allowed: Any
    broken: Any
    inner: dict[str, dict[str, Any]]


@st.composite
def _numbers(draw: st.DrawFn) -> Case:
    least, most = sorted(draw(st.tuples(st.integers(-99, 99), st.integers(-99, 99))))
    shape = {"type": "integer", "min": least, "max": most}
    broken = draw(st.sampled_from([least - 1, most + 1]))
    return Case(shape, draw(st.integers(least, most)), broken, {})


@st.composite
def _lengths(draw: st.DrawFn) -> Case:
    least, most = sorted(draw(st.tuples(st.integers(1, 9), st.integers(1, 9))))
    shape = {"type": "string", "min": least, "max": most}
    allowed = "a" * draw(st.integers(least, most))
    return Case(shape, allowed, "a" * draw(st.sampled_from([least - 1, most + 1])), {})


@st.composite
def _enums(draw: st.DrawFn) -> Case:
    values = draw(st.lists(_LETTERS, min_size=1, unique=True))
    broken = draw(_LETTERS.filter(lambda text: text not in values))
    return Case({"type": "string", "enum": values}, draw(st.sampled_from(values)), broken, {})


@st.composite
def _patterns(draw: st.DrawFn) -> Case:
    shape = {"type": "string", "pattern": r"[\w-_]+|\p{L}+"}
    allowed = draw(st.from_regex(r"[A-Za-z0-9_-]+|[äöéñЖ中]+", fullmatch=True))
    return Case(shape, allowed, draw(st.sampled_from(["", "a b", "a\n", "²", "a.b"])), {})


_names = itertools.count()


def _named(case: Case) -> tuple[str, dict[str, dict[str, Any]]]:
    """A name for the shape of a case, and all shapes that it needs by name."""
    name = f"Shape{next(_names)}"
    return name, {**case.inner, name: case.shape}


@st.composite
def _structures(draw: st.DrawFn, cases: st.SearchStrategy[Case]) -> Case:
    case = draw(cases)
    name, inner = _named(case)
    shape = {"type": "structure", "members": {"Part": {"shape": name}}, "required": ["Part"]}
    broken = draw(st.sampled_from([{}, {"Part": case.broken}]))
    return Case(shape, {"Part": case.allowed}, broken, inner)


@st.composite
def _lists(draw: st.DrawFn, cases: st.SearchStrategy[Case]) -> Case:
    case = draw(cases)
    name, inner = _named(case)
    shape = {"type": "list", "member": {"shape": name}, "min": 1, "max": 3}
    good, bad = case.allowed, case.broken
    return Case(shape, [good] * 2, draw(st.sampled_from([[], [good] * 4, [good, bad]])), inner)


@st.composite
def _maps(draw: st.DrawFn, cases: st.SearchStrategy[Case]) -> Case:
    case = draw(cases)
    name, inner = _named(case)
    key = f"Key{next(_names)}"
    shape = {"type": "map", "key": {"shape": key}, "value": {"shape": name}}
    inner = {**inner, key: {"type": "string", "max": 3}}
    broken = draw(st.sampled_from([{"long": case.allowed}, {"key": case.broken}]))
    return Case(shape, {"key": case.allowed}, broken, inner)


_CASES = st.recursive(
    st.one_of(_numbers(), _lengths(), _enums(), _patterns()),
    lambda cases: st.one_of(_structures(cases), _lists(cases), _maps(cases)),
    max_leaves=4,
)


def _validator(case: Case) -> Validator:
    name, shapes = _named(case)
    members = {"Some": {"shape": name}}
    shapes = {**shapes, "Input": {"type": "structure", "members": members}}
    operation = {"name": "Op", "http": {}, "input": {"shape": "Input"}}
    service = ServiceModel({"metadata": {}, "operations": {"Op": operation}, "shapes": shapes})
    return Validator(service.operation_model("Op"))


@given(_CASES)
def test_what_a_model_allows_has_no_violation(case: Case) -> None:
    assert _validator(case).violations({"Some": case.allowed}) == []


@given(_CASES)
def test_one_broken_constraint_is_one_violation(case: Case) -> None:
    [violation] = _validator(case).violations({"Some": case.broken})

    assert violation.path.split(".")[0] == "some"


def test_a_shape_within_itself_is_checked_to_the_bottom() -> None:
    shapes = {
        "Input": {"type": "structure", "members": {"Tree": {"shape": "Tree"}}},
        "Tree": {
            "type": "structure",
            "members": {"Left": {"shape": "Tree"}, "Value": {"shape": "Number"}},
        },
        "Number": {"type": "integer", "max": 9},
    }
    operation = {"name": "Op", "http": {}, "input": {"shape": "Input"}}
    service = ServiceModel({"metadata": {}, "operations": {"Op": operation}, "shapes": shapes})
    validator = Validator(service.operation_model("Op"))
    tree = {"Tree": {"Left": {"Left": {"Value": 10}}, "Value": 9}}

    [violation] = validator.violations(tree)

    assert violation.path == "tree.left.left.value"


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_of_a_service_can_be_checked(service: str) -> None:
    # A pattern without a translation, or one that Python warns of, fails here.
    model = get_service_model(service)
    for name in model.operation_names:
        validator = Validator(model.operation_model(name))
        missing = {each.path for each in validator.violations({})}
        assert len(missing) == _required(model.operation_model(name)), name


def _required(operation: OperationModel) -> int:
    """The number of required members that the path of the request does not hold."""
    shape = operation.input_shape
    if shape is None:
        return 0
    members = (shape.members[name] for name in shape.required_members)
    return sum(member.serialization.get("location") != "uri" for member in members)
