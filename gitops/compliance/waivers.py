"""What a pull request does to the waivers: nobody accepts a finding unnoticed."""

from collections.abc import Iterator
from datetime import date

from gitops.adapters.markdown import code, prose
from policies.engine.waivers import BrokenWaivers, Waiver, parse

NAME = "waivers.toml"

Key = tuple[str, str]


def changes(before: str, after: str, today: date) -> list[str]:
    """What a change of the file of waivers does, one Markdown list item each; none: nothing.

    `before` and `after` are its texts; what is accepted newly or for longer comes first. A text
    that is not to be understood is called out, too: nobody can say what it accepts.
    """
    try:
        old = _keyed(before)
    except BrokenWaivers as error:
        return [f"- ⚠️ before: {prose(str(error))}"]
    try:
        new = _keyed(after)
    except BrokenWaivers as error:
        return [f"- ⛔ {prose(str(error))}"]
    return [*_wider(old, new), *_other(old, new), *_expired(new, today)]


def _wider(old: dict[Key, Waiver], new: dict[Key, Waiver]) -> Iterator[str]:
    """What is accepted that was not accepted before."""
    for key, waiver in new.items():
        if key not in old:
            yield f"- ⚠️ **added**: {_text(waiver)}"
    for key, waiver in new.items():
        if key in old and waiver.expires > old[key].expires:
            yield f"- ⚠️ **extended** from {old[key].expires}: {_text(waiver)}"


def _other(old: dict[Key, Waiver], new: dict[Key, Waiver]) -> Iterator[str]:
    for key, waiver in new.items():
        if key in old and waiver != old[key] and waiver.expires <= old[key].expires:
            word = "shortened" if waiver.expires < old[key].expires else "changed"
            yield f"- {word}: {_text(waiver)} (before: {_rest(old[key])})"
    yield from (f"- removed: {_text(waiver)}" for key, waiver in old.items() if key not in new)


def _expired(new: dict[Key, Waiver], today: date) -> Iterator[str]:
    """What is waived no more, whether the pull request touches it or not: the check fails."""
    yield from (f"- ⛔ expired: {_text(one)}" for one in new.values() if one.expires < today)


def _keyed(text: str) -> dict[Key, Waiver]:
    return {(waiver.policy, waiver.place): waiver for waiver in parse(text, NAME)}


def _text(waiver: Waiver) -> str:
    return f"{code(waiver.policy)} for {code(waiver.place)} {_rest(waiver)}"


def _rest(waiver: Waiver) -> str:
    return f"until {waiver.expires}, owner {code(waiver.owner)}: {prose(waiver.reason)}"
