"""Fault rules: which operation, which caller, which effect, how often."""

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from random import Random
from threading import Lock
from typing import Any


class Effect(StrEnum):
    """The fault that the caller gets."""

    THROTTLE = "throttle"  # error: too many requests
    INTERNAL_ERROR = "internal_error"  # error: the service failed
    LOST_ANSWER = "lost_answer"  # served, but the caller gets an internal error
    KMS_DENIED = "kms_denied"  # error: the service may not use the key
    TRIMMED = "trimmed"  # error: the records of the stream have expired
    PARTIAL = "partial"  # a part of a batch is served, the rest reported as failed
    SLOW = "slow"  # served after `seconds`
    KILL = "kill"  # the calling function is killed before its call is served
    KILL_AFTER = "kill_after"  # ... after its call was served
    DUPLICATE = "duplicate"  # an event or batch is delivered twice
    LATE = "late"  # an event is delivered after `seconds`, so that later ones overtake it
    # What AWS shows is late, by `seconds` of AWS time:
    LATE_KEY_TAGS = "late_key_tags"  # a KMS key's tags in the authorization of `operation`
    LATE_ROLES = "late_roles"  # a role for `operation` of Lambda, after each change of it
    GHOSTS = "ghosts"  # `operation` still lists what was deleted


class InvalidFaultRule(Exception):
    """The rule is invalid; the message is one sentence with the reason."""


@dataclass
class FaultRule:
    """One kind of fault.

    `operation` is a pattern over service and operation ("dynamodb.UpdateItem", "sns.*"); event
    sources call "lambda.Invoke", asynchronous events are "lambda.InvokeAsync". `caller` is a
    pattern over the name of the calling function; other clients have the name "". The first `skip`
    matching calls get no fault, then each gets one with `probability`, at most `times` in all.
    `seconds` are real ones, but those of late truth (the last three effects) are AWS's: the cloud
    scales them.
    `seen` counts matching calls, `hits` injected faults.
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

    def triggers(self, operation: str, caller: str) -> bool:
        """True if this call gets the fault; a matching call counts in `seen` and `hits`."""
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


_SETTINGS = {item.name for item in fields(FaultRule) if not item.name.startswith("_")} - {
    "seen",
    "hits",
}


def parse(document: Any) -> list[FaultRule]:
    """The rules of a JSON list.

    Raises:
        InvalidFaultRule: it is no list, or a rule has an unknown, missing or invalid setting.
    """
    if not isinstance(document, list):
        raise InvalidFaultRule("the faults must be a list of rules")
    return [_rule(each) for each in document]


def _rule(each: Any) -> FaultRule:
    if not isinstance(each, Mapping):
        raise InvalidFaultRule(f"{each!r} is no rule")
    if unknown := sorted(set(each) - _SETTINGS):
        raise InvalidFaultRule(
            f"a rule has no {', '.join(unknown)}; it has {', '.join(sorted(_SETTINGS))}"
        )
    try:
        return FaultRule(**{**each, "effect": Effect(each.get("effect", ""))})
    except (TypeError, ValueError) as error:
        raise InvalidFaultRule(f"{dict(each)!r}: {error}") from error
