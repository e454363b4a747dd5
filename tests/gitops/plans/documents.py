"""Plans as `terraform show -json` prints them, as small as a test wants them."""

import json
from collections.abc import Sequence
from typing import Any

from gitops.adapters.paths import EnvironmentPaths
from gitops.plans.changes import StackPlan, parsed

Document = dict[str, Any]
STACK = "crypto-price-processing"
# Made up: of what is in this repository, tests of gitops know nothing.
STACKS = ("order-book", "trade-history")


def synthesized(suffix: str, stacks: Sequence[str] = STACKS) -> None:
    """Write what CDKTF writes about the stacks of an environment: their names."""
    folder = EnvironmentPaths(suffix).synth
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps({"stacks": {name: {} for name in stacks}}))


def changed(
    address: str,
    actions: Sequence[str],
    before: Any = None,
    after: Any = None,
    **rest: Any,
) -> Document:
    """One entry of `resource_changes`; what is not said is neither unknown nor sensitive."""
    outer: Document = {
        name: rest.pop(name)
        for name in ("action_reason", "previous_address", "deposed")
        if name in rest
    }
    return {
        "address": address,
        "mode": "managed",
        "type": address.split(".", maxsplit=1)[0],
        "name": address.split(".", maxsplit=1)[-1],
        "change": {
            "actions": list(actions),
            "before": before,
            "after": after,
            "after_unknown": rest.pop("unknown", {}),
            "before_sensitive": rest.pop("secret_before", {}),
            "after_sensitive": rest.pop("secret_after", {}),
            **rest,
        },
        **outer,
    }


def created(address: str, **attributes: Any) -> Document:
    return changed(address, ["create"], None, attributes)


def updated(address: str, before: Document, after: Document, **rest: Any) -> Document:
    return changed(address, ["update"], before, after, **rest)


def destroyed(address: str, **rest: Any) -> Document:
    return changed(address, ["delete"], {"id": "x"}, None, **rest)


def replaced(address: str, *paths: list[str | int], **rest: Any) -> Document:
    before, after = rest.pop("before", {"a": 1}), rest.pop("after", {"a": 2})
    return changed(address, ["delete", "create"], before, after, replace_paths=list(paths), **rest)


def document(changes: Sequence[Document], **rest: Any) -> Document:
    """A whole plan."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {},
        "resource_changes": list(changes),
        "configuration": {},
        "complete": True,
        "errored": False,
        "applyable": True,
        **rest,
    }


def plan(*changes: Document, stack: str = STACK, **rest: Any) -> StackPlan:
    """The plan of a stack with these changes."""
    return parsed(stack, document(changes, **rest))
