"""The decisions that were asked for, each kept once, so that they can be evaluated again."""

import json
from collections.abc import Sequence
from threading import Lock
from typing import Any

from localcloud.authorization.evaluation import Policies
from localcloud.authorization.statements import Request, Statement

# With the time of the request in them no two decisions would be the same.
_CLOCK = {"aws:currenttime", "aws:epochtime"}
_KINDS = ("identity", "resource", "boundary", "session")


class DecisionLog:
    """Records nothing until it is `recording`."""

    def __init__(self) -> None:
        self.recording = False
        self._lock = Lock()
        self._clear()

    def reset(self) -> None:
        """Stop recording, and forget."""
        self.recording = False
        with self._lock:
            self._clear()

    def add(self, request: Request, policies: Policies, *, allowed: bool) -> None:
        """Record a decision, unless it is known."""
        if self.recording:
            with self._lock:
                entry = _text(self._entry(request, policies, allowed))
                self._entries.setdefault(entry)

    def report(self) -> dict[str, Any]:
        """Whether it records, and the distinct decisions in the order of their first occurrence.

        `policies` has the statements of each policy once; a decision names them by their index.
        """
        with self._lock:
            entries, policies = list(self._entries), list(self._policies)
        return {
            "record": self.recording,
            "decisions": [json.loads(each) for each in entries],
            "policies": [json.loads(each) for each in policies],
        }

    def _clear(self) -> None:
        self._entries: dict[str, None] = {}
        self._policies: dict[str, int] = {}

    def _entry(self, request: Request, policies: Policies, allowed: bool) -> dict[str, Any]:
        return {
            "action": request.action,
            "resource": request.resource,
            "caller": vars(request.caller),
            "context": {k: v for k, v in request.context.items() if k not in _CLOCK},
            "unsupplied": sorted(request.unsupplied),
            "policies": {kind: self._index(getattr(policies, kind)) for kind in _KINDS},
            "is_key": policies.is_key,
            "allowed": allowed,
        }

    def _index(self, statements: Sequence[Statement] | None) -> int | None:
        if statements is None:
            return None
        return self._policies.setdefault(_text(list(statements)), len(self._policies))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


active = DecisionLog()
"""The log of the process's one cloud."""
