"""Metric math: arithmetic, comparisons, AND, OR, IF, FILL and the statistics over series.

Source, read 2026-11-26:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html. That a time
at which an operand has no value has no result is no sentence of that page:
docs/claims.md#metric-math-gaps; how an error reads: docs/claims.md#metric-math-errors
"""

import ast
import operator
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

Series = Mapping[int, float]
"""Values by the minute at which their period starts."""
Value = float | Series | list[Series]

_WORDS = {"&&": " and ", "||": " or ", "^": "**"}
_LOGIC = re.compile(r"\bAND\b|\bOR\b")
# A text, or an id; what follows an id keeps it from being a keyword of Python, as "lambda" is.
_IDS = re.compile(r"""'[^']*'|"[^"]*"|(?<![\w.])[a-z]\w*""", re.ASCII)
_MARK = "_"
_OF_PYTHON = ("**", "#")
_SYNTAX = "Invalid syntax"
_OPERATORS: Mapping[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.And: lambda left, right: bool(left) and bool(right),
    ast.Or: lambda left, right: bool(left) or bool(right),
}
_OVER_SERIES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "AVG": lambda values: sum(values) / len(values),
    "MAX": max,
    "MIN": min,
    "SUM": sum,
}
_EMULATED = frozenset({"FILL", "IF", "METRICS", *_OVER_SERIES})
_NOT_EMULATED = frozenset({
    "ABS", "ANOMALY_DETECTION_BAND", "CEIL", "DATAPOINT_COUNT", "DATE", "DAY", "DB_PERF_INSIGHTS",
    "DIFF", "DIFF_TIME", "EPOCH", "FIRST", "FLOOR", "HOUR", "INSIGHT_RULE_METRIC", "LAMBDA",
    "LAST", "LOG", "LOG10", "METRIC_COUNT", "MINUTE", "MONTH", "PERIOD", "RATE", "REMOVE_EMPTY",
    "RUNNING_SUM", "SEARCH", "SERVICE_QUOTA", "SLICE", "SORT", "STDDEV", "TIME_SERIES", "YEAR",
})  # fmt: skip


class InvalidExpression(Exception):
    """CloudWatch refuses the expression: it is malformed, or names no known series or function."""


def evaluate(
    expression: str,
    series: Mapping[str, Series],
    times: Sequence[int],
    metrics: Collection[str] | None = None,
) -> Series:
    """The series of an expression over others, by their ids; `times` are all of the range.

    METRICS() is all of `series` whose ids are in `metrics`, or without it all of them.

    Raises:
        InvalidExpression: see there.
        NotImplementedError: it uses what is not emulated.
    """
    if expression.lstrip().startswith("SELECT"):
        raise NotImplementedError("queries of Metrics Insights")
    try:
        result = _Expression(series, times, metrics).value(_parse(expression))
    except (SyntaxError, ValueError, ArithmeticError, RecursionError, MemoryError) as error:
        raise InvalidExpression(_SYNTAX) from error
    if isinstance(result, Mapping):
        return result
    raise InvalidExpression("The expression must return a single time series")


def _parse(expression: str) -> ast.expr:
    if any(sign in expression for sign in _OF_PYTHON):
        raise InvalidExpression(_SYNTAX)
    text = _IDS.sub(_marked, expression)
    text = _LOGIC.sub(lambda match: match[0].lower(), text)
    for written, meant in _WORDS.items():
        text = text.replace(written, meant)
    return ast.parse(" ".join(text.split()), mode="eval").body


def _marked(match: re.Match[str]) -> str:
    return match[0] if match[0][0] in "'\"" else f"{match[0]}{_MARK}"


class _Expression:
    def __init__(
        self, series: Mapping[str, Series], times: Sequence[int], metrics: Collection[str] | None
    ) -> None:
        self._series = series
        self._times = times
        self._metrics = series if metrics is None else metrics

    def value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=bool() | int() | float() as number):
                return float(number)
            case ast.Name(id=name) if name.removesuffix(_MARK) in self._series:
                return self._series[name.removesuffix(_MARK)]
            case ast.List(elts=elements):
                return [self._one(element) for element in elements]
            case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
                return self._call(function, arguments)
        return self._operation(node)

    def _operation(self, node: ast.expr) -> Value:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._combined(ast.Mult, -1.0, self.value(operand))
            case (
                ast.BinOp(left=left, op=op, right=right)
                | ast.Compare(left=left, ops=[op], comparators=[right])
            ):
                return self._combined(type(op), self.value(left), self.value(right))
            case ast.BoolOp(op=op, values=[first, *others]):
                result = self.value(first)
                for other in others:
                    result = self._combined(type(op), result, self.value(other))
                return result
            case ast.Name(id=name):
                raise InvalidExpression(f"'{name.removesuffix(_MARK)}' not found")
        raise InvalidExpression(_SYNTAX)

    def _call(self, function: str, arguments: Sequence[ast.expr]) -> Value:
        match function, arguments:
            case "METRICS", []:
                return [self._series[id_] for id_ in self._metrics]
            case "IF", [condition, then]:
                return self._if(self.value(condition), self.value(then), {})
            case "IF", [condition, then, otherwise]:
                return self._if(*(self.value(each) for each in (condition, then, otherwise)))
            case "FILL", [filled, by]:
                return self._filled(self._one(filled), by)
            case name, [argument] if name in _OVER_SERIES:
                return self._over(_OVER_SERIES[name], self.value(argument))
        if function in _NOT_EMULATED or (function == "METRICS" and arguments):
            raise NotImplementedError(f"{function} of metric math")
        raise InvalidExpression(
            _SYNTAX if function in _EMULATED else f"Function '{function}' not found"
        )

    def _one(self, node: ast.expr) -> Series:
        value = self.value(node)
        if isinstance(value, Mapping):
            return value
        raise InvalidExpression(_SYNTAX)

    def _combined(self, kind: type[ast.AST], left: Value, right: Value) -> Value:
        if kind not in _OPERATORS:
            raise InvalidExpression(_SYNTAX)
        combine = _OPERATORS[kind]
        if isinstance(left, float) and isinstance(right, float):
            return _number(combine, left, right) or 0.0
        pairs = ((time, _at(left, time), _at(right, time)) for time in self._times)
        return _present(
            (time, _number(combine, a, b))
            for time, a, b in pairs
            if a is not None and b is not None
        )

    def _if(self, condition: Value, then: Value, otherwise: Value) -> Value:
        if isinstance(condition, float):
            return then if condition else otherwise
        return _present(
            (time, _at(then if truth else otherwise, time))
            for time in self._times
            if (truth := _at(condition, time)) is not None
        )

    def _filled(self, series: Series, by: ast.expr) -> Series:
        match by:
            case ast.Name(id="REPEAT"):
                return self._repeated(series)
            case ast.Name(id="LINEAR"):
                raise NotImplementedError("FILL with LINEAR of metric math")
        value = self.value(by)
        return _present((time, series.get(time, _at(value, time))) for time in self._times)

    def _repeated(self, series: Series) -> Series:
        filled: dict[int, float] = {}
        last: float | None = None
        for time in self._times:
            last = series.get(time, last)
            if last is not None:
                filled[time] = last
        return filled

    def _over(self, combine: Callable[[Sequence[float]], float], value: Value) -> Value:
        """A number over one series; over several, a series by their times."""
        if isinstance(value, list):
            columns = {time: [s[time] for s in value if time in s] for time in self._times}
            return {time: float(combine(column)) for time, column in columns.items() if column}
        if isinstance(value, Mapping) and value:
            return float(combine(list(value.values())))
        return {}


def _at(value: Value, time: int) -> float | None:
    if isinstance(value, float):
        return value
    return value.get(time) if isinstance(value, Mapping) else None


def _number(combine: Callable[[float, float], float], left: float, right: float) -> float | None:
    try:
        return float(combine(left, right))
    except (ArithmeticError, TypeError):  # a division by zero has no result
        return None


def _present(values: Iterable[tuple[int, float | None]]) -> Series:
    return {time: value for time, value in values if value is not None}
