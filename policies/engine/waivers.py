"""Findings that are accepted for a while: who accepted which, why, and until when."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent.parent / "waivers.toml"
LONGEST = timedelta(days=180)
# A finding is accepted where it was found, nowhere else: `stack: type.name`, as findings say it.
# Blocks that are no resources, by their names: `provider.aws`, `import.aws_sqs_queue.q[its id]`.
NAME = r"[A-Za-z_][A-Za-z0-9_-]*"
EXACT = re.compile(
    rf"[a-z][a-z0-9-]*: (?:(?:import\.|removed\.)?aws_[a-z0-9_]+\.{NAME}(\[[^\]*]+\])?"
    rf"|(?:output|provider|terraform)\.{NAME})"
)
# Or wherever a construct makes it: its path below the stack, with * for one name, and the type.
# The last name is the construct's own word for the part, so it is never *.
CONSTRUCT = re.compile(
    r"(?P<path>((\*|[a-z][a-z0-9-]*)/)*[a-z][a-z0-9-]*): (?P<type>aws_[a-z0-9_]+)"
)
PLACES = {
    "addresses": (EXACT, "an exact address; write `stack: type.name`"),
    "constructs": (CONSTRUCT, "a part of a construct; write `*/part: type`"),
}
KEYS = {"policy", "reason", "owner", "expires"}
# Checkov's checks; our own policies have ids in lower case.
BUILTIN = "CKV"


class BrokenWaivers(Exception):
    """The file of waivers is not to be understood: one sentence that says where and why."""


@dataclass(frozen=True)
class Waiver:
    """One policy's finding at one place, accepted until the end of the day `expires`.

    The place is an address with its stack, or of a built-in check a part of a construct, in every
    stack of an environment.
    """

    policy: str
    place: str
    reason: str
    owner: str
    expires: date

    @property
    def stack(self) -> str:
        """The stack in which the place is; empty for a part of a construct."""
        return "" if CONSTRUCT.fullmatch(self.place) else self.place.split(":", maxsplit=1)[0]

    def covers(self, policy: str, place: str, construct: str) -> bool:
        """Whether it is for that finding, of a resource made by `construct` (`stack/path`)."""
        if policy != self.policy:
            return False
        part = CONSTRUCT.fullmatch(self.place)
        if part is None:
            return place == self.place
        names, made = part["path"].split("/"), construct.split("/")[1:]
        same = len(names) == len(made) and all(
            n in ("*", m) for n, m in zip(names, made, strict=True)
        )
        return same and place.partition(": ")[2].startswith(f"{part['type']}.")

    def holds(self, today: date) -> bool:
        """Whether the waiver is in force: neither expired nor granted for longer than allowed."""
        return today <= self.expires <= today + LONGEST

    def __str__(self) -> str:
        return f"the waiver of {self.policy} for {self.place}"


def read(path: Path = FILE) -> list[Waiver]:
    """The waivers of a file, one for each of the addresses that an entry lists.

    Raises:
        BrokenWaivers: it cannot be read, or an entry lacks something, says something unknown or is
            too broad.
    """
    try:
        return parse(path.read_text(), path.name)
    except OSError as error:
        raise BrokenWaivers(
            f"{path.name} cannot be read: {error.strerror}. Restore it from Git."
        ) from error
    except UnicodeDecodeError as error:
        raise BrokenWaivers(f"{path.name} is not TOML: {error}.") from error


def parse(text: str, name: str) -> list[Waiver]:
    """The waivers in `text`; `name` is that of the file, for the reader. Raises as `read` does."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenWaivers(f"{name} is not TOML: {error}.") from error
    found = [waiver for entry in document.get("waiver", []) for waiver in _entry(entry, name)]
    if strange := sorted(set(document) - {"waiver"}):
        raise BrokenWaivers(f"{name} has an unknown table: {', '.join(strange)}.")
    for number, waiver in enumerate(found):
        if any((waiver.policy, waiver.place) == (o.policy, o.place) for o in found[:number]):
            raise BrokenWaivers(f"{name}: {waiver} is listed twice.")
    return found


def is_builtin(policy: str) -> bool:
    """Whether a waiver is for one of Checkov's checks, not for a policy of this repository."""
    return policy.startswith(BUILTIN)


def problems(waivers: Sequence[Waiver], today: date) -> list[str]:
    """What is wrong with the waivers on that day: expired ones, and those granted for too long."""
    late = [
        f"{waiver} expired on {waiver.expires}: fix the finding, or renew the waiver with a reason"
        for waiver in waivers
        if waiver.expires < today
    ]
    long = [
        f"{waiver} ends on {waiver.expires}, more than {LONGEST.days} days from now"
        for waiver in waivers
        if waiver.expires > today + LONGEST
    ]
    return [*late, *long]


def unused(waivers: Iterable[Waiver], needed: Iterable[tuple[str, str]]) -> list[str]:
    """The waivers that excuse nothing; `needed` holds policy and place of what is found."""
    found = set(needed)
    return [
        f"{waiver} matches no finding; remove it"
        for waiver in waivers
        if (waiver.policy, waiver.place) not in found
    ]


def granted(waivers: Iterable[Waiver], stack: str, today: date) -> set[str]:
    """The addresses in the stack at which a waiver that is in force accepts something."""
    return {
        waiver.place.partition(": ")[2]
        for waiver in waivers
        if waiver.stack == stack and waiver.holds(today)
    }


def _entry(entry: Any, name: str) -> list[Waiver]:
    if not isinstance(entry, Mapping):
        raise BrokenWaivers(f"{name}: a waiver is a table ([[waiver]]).")
    subject = f"the waiver of {entry.get('policy', 'an unnamed policy')}"
    if lacking := sorted(KEYS - set(entry)):
        raise BrokenWaivers(f"{name}: {subject} lacks {', '.join(lacking)}.")
    if strange := sorted(set(entry) - KEYS - set(PLACES)):
        raise BrokenWaivers(f"{name}: {subject} has an unknown key: {', '.join(strange)}.")
    for key in ("policy", "reason", "owner"):
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise BrokenWaivers(f"{name}: {subject} has an empty {key}.")
    # A date with a time is a date to Python, too.
    if type(entry["expires"]) is not date:
        raise BrokenWaivers(
            f"{name}: {subject} has no valid expiry date (write expires = 2027-01-31)."
        )
    rest = (str(entry["reason"]).strip(), str(entry["owner"]), entry["expires"])
    places = _places(entry, f"{name}: {subject}")
    return [Waiver(str(entry["policy"]), place, *rest) for place in places]


def _places(entry: Mapping[str, Any], subject: str) -> list[str]:
    """Where the entry accepts its finding; patterns of constructs for built-in checks only."""
    kinds = [kind for kind in PLACES if kind in entry]
    if len(kinds) != 1:
        raise BrokenWaivers(f"{subject} must list either addresses or constructs.")
    (kind,) = kinds
    pattern, wanted = PLACES[kind]
    places = entry[kind]
    if kind == "constructs" and not is_builtin(entry["policy"]):
        raise BrokenWaivers(
            f"{subject} is too broad: only for Checkov are constructs enough; list addresses."
        )
    if not isinstance(places, list) or not places:
        raise BrokenWaivers(f"{subject} lists no {kind}.")
    for place in places:
        if not isinstance(place, str) or not pattern.fullmatch(place):
            raise BrokenWaivers(f"{subject} is too broad: {place!r} is not {wanted}.")
    return places
