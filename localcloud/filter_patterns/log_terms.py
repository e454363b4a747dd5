"""Log filter patterns made of terms: all of these, none of those, or any of several."""

import re
from collections.abc import Callable

from localcloud.filter_patterns import InvalidPattern

_TERM = re.compile(r'\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"%]+))(?=\s|$)')

Test = Callable[[str], bool]


def parse_term_pattern(pattern: str) -> Callable[[str], bool]:
    """A predicate over log lines for terms such as ERROR -"not found" %5[0-9]+%.

    Plain terms must all occur, case-sensitively and anywhere in the line; -term must not; of
    several ?term one is enough. Beside other terms, ?term is ignored.
    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
    (unstructured log events).

    Raises:
        InvalidPattern: the text is not a list of terms.
    """
    terms = _terms(pattern)
    alternatives = [test for sign, test in terms if sign == "?"]
    if alternatives and len(alternatives) == len(terms):
        return lambda line: any(test(line) for test in alternatives)
    required = [test for sign, test in terms if sign == ""]
    excluded = [test for sign, test in terms if sign == "-"]
    return lambda line: (
        all(test(line) for test in required) and not any(test(line) for test in excluded)
    )


def _terms(pattern: str) -> list[tuple[str, Test]]:
    terms: list[tuple[str, Test]] = []
    position = 0
    text = pattern.rstrip()
    while position < len(text):
        match = _TERM.match(text, position)
        if match is None:
            raise InvalidPattern(f"Invalid filter pattern: {pattern}")
        sign, quoted, regex, bare = match.groups()
        terms.append((sign, _test(quoted, regex, bare)))
        position = match.end()
    return terms


def _test(quoted: str | None, regex: str | None, bare: str | None) -> Test:
    if regex is not None:
        return regex_search(regex)
    wanted = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else str(bare)
    return lambda line: wanted in line


def regex_search(regex: str) -> Test:
    """A predicate that searches a text for the %regex% of a filter pattern.

    Raises:
        InvalidPattern: it is no regular expression.
    """
    try:
        compiled = re.compile(regex)
    except re.error:
        raise InvalidPattern(f"Invalid regular expression in filter pattern: {regex}") from None
    return lambda text: compiled.search(text) is not None
