"""When a fault happens: which operation, whose call, how often."""

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from random import Random
from threading import Lock
from typing import Any


class Effect(StrEnum):
    """What the caller meets instead of an answer, or beside it."""

    THROTTLE = "throttle"  # refused: too many requests
    INTERNAL_ERROR = "internal_error"  # refused: the service failed
    LOST_ANSWER = "lost_answer"  # served, but the caller is told that the service failed
    KMS_DENIED = "kms_denied"  # refused: the service may not use the key
    TRIMMED = "trimmed"  # refused: the records of the stream have lived their day
    PARTIAL = "partial"  # a part of a batch is served, the rest named as failed
    SLOW = "slow"  # served after `seconds`
    KILL = "kill"  # the function that calls is killed before it is served
    KILL_AFTER = "kill_after"  # ... after it was served
    DUPLICATE = "duplicate"  # an event or batch is delivered twice
    LATE = "late"  # an event is delivered after `seconds`, so that later ones overtake it


class BadRule(Exception):
    """A rule that cannot be meant: one sentence that says what is wrong."""


@dataclass
class Rule:
    """One kind of fault.

    ``operation`` is a pattern over service and operation ("dynamodb.UpdateItem", "sns.*");
    event sources call "lambda.Invoke", asynchronous events are "lambda.InvokeAsync". ``caller``
    is a pattern over the name of the calling function; clients outside have the name "".
    Of the calls that match, the first ``skip`` are left alone, then each is hit with
    ``probability``, at most ``times`` in all.
    """

    operation: str
    effect: Effect
    caller: str = "*"
    probability: float = 1.0
    skip: int = 0
    times: int | None = None
    seconds: float = 0.0
    seed: int = 0
    seen: int = 0
    hits: int = 0
    _random: Random = field(default_factory=Random)
    _lock: Any = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)  # noqa: S311 (dice, not secrets)

    def strikes(self, operation: str, caller: str) -> bool:
        """Whether this call is hit; every question counts."""
        if not fnmatch.fnmatchcase(operation, self.operation):
            return False
        if not fnmatch.fnmatchcase(caller, self.caller):
            return False
        with self._lock:
            self.seen += 1
            hit = self._random.random() < self.probability and self.seen > self.skip
            if not hit or (self.times is not None and self.hits >= self.times):
                return False
            self.hits += 1
        return True


SETTINGS = {item.name for item in fields(Rule) if not item.name.startswith("_")} - {"seen", "hits"}


def parse(document: Any) -> list[Rule]:
    """The rules of a JSON list.

    Raises:
        BadRule: it is none, or a rule lacks or has something strange.
    """
    if not isinstance(document, list):
        raise BadRule("the faults must be a list of rules")
    return [_rule(each) for each in document]


def _rule(each: Any) -> Rule:
    if not isinstance(each, Mapping):
        raise BadRule(f"{each!r} is no rule")
    if strange := sorted(set(each) - SETTINGS):
        raise BadRule(f"a rule has no {', '.join(strange)}; it has {', '.join(sorted(SETTINGS))}")
    try:
        return Rule(**{**each, "effect": Effect(each.get("effect", ""))})
    except (TypeError, ValueError) as error:
        raise BadRule(f"{dict(each)!r}: {error}") from error
