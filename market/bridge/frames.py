"""Frames of a feed as the webhook will read them, small enough for a body."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, NamedTuple

from lambda_src.webhook_processor import documents, exchanges, generic
from lambda_src.webhook_processor.reasons import Reason, Rejected
from lambda_src.webhook_processor.ticks import Tick

# What API Gateway hands over: 87,384 characters of base64.
MAX_BYTES: Final = 65_538
_WRAPPING: Final = len('{"frames":[]}')
_ANY_NUMBER: Final = 2**31


class Rejection(NamedTuple):
    """A tick that the webhook will reject: why, and its id, if it has one."""

    reason: Reason
    event_id: str


@dataclass(frozen=True)
class Frame:
    """One message, or a part of it, with the ticks that the webhook will read in it."""

    text: str
    ticks: tuple[Tick, ...]
    rejected: tuple[Rejection, ...] = ()

    @property
    def size(self) -> int:
        """Its bytes in a body, with the comma before it."""
        return len(self.text.encode()) + 1


@dataclass
class Channels:
    """The frames of one connection, each as a document of its own.

    Bitfinex numbers its channels for each connection, and only the event `subscribed` says which
    market a number is. So this event goes before each frame of its channel.
    """

    _opened: dict[Decimal, str] = field(default_factory=dict)

    def frame(self, text: str, document: Any) -> str:
        """The document to post for the text of a frame."""
        match document:
            case {"event": "subscribed", "chanId": Decimal() as number}:
                self._opened[number] = text
            case [Decimal() as number, *_] if number in self._opened:
                return f"[{self._opened[number]},{text}]"
        return text


def read(exchange: str, text: str) -> Frame:
    """The frame with its ticks, and with those that will be rejected."""
    try:
        entries = exchanges.entries(exchange, documents.read(text.encode()), _ANY_NUMBER)
    except Rejected as refused:
        return Frame(text, (), (Rejection(refused.reason, ""),))
    ticks, rejected = [], []
    for entry in entries:
        try:
            ticks.append(generic.tick(entry, exchange))
        except Rejected as refused:
            rejected.append(Rejection(refused.reason, _id(entry)))
    return Frame(text, tuple(ticks), tuple(rejected))


def _id(entry: Any) -> str:
    """The id of a rejected entry, cut off where no id of a tick would go on."""
    found = entry.get("id") if isinstance(entry, dict) else getattr(entry, "event_id", None)
    return "" if found is None else str(found)[: generic.MAX_ID]


def parts(
    exchange: str, frame: Frame, most: int, wanted: Callable[[Tick], bool]
) -> Iterator[Frame]:
    """The frame in parts that fit into a body of at most `most` ticks and hold wanted ticks only.

    A part that cannot be divided is yielded as it is: with unwanted ticks beside wanted ones, or
    too large.
    """
    good = sum(map(wanted, frame.ticks))
    if not good:
        return
    is_whole = good == len(frame.ticks) and not frame.rejected
    divided = None if is_whole and fits([frame], most) else _halves(exchange, frame)
    if divided is None:
        yield frame
        return
    for half in divided:
        yield from parts(exchange, half, most, wanted)


def fits(frames: list[Frame], most: int) -> bool:
    """Whether one body may hold the frames."""
    ticks = sum(len(frame.ticks) + len(frame.rejected) for frame in frames)
    return ticks <= most and sum(frame.size for frame in frames) + _WRAPPING <= MAX_BYTES


def body(frames: list[Frame]) -> str:
    """The body that holds the frames, each as it came."""
    texts = [frame.text for frame in frames]
    return texts[0] if len(texts) == 1 else '{"frames":[' + ",".join(texts) + "]}"


def _halves(exchange: str, frame: Frame) -> tuple[Frame, Frame] | None:
    """The frame twice, each with half of its longest list; None if that changes any tick."""
    try:
        document = documents.read(frame.text.encode())
    except Rejected:
        return None
    way = _longest_list(document)
    items = _at(document, way)
    if not isinstance(items, list) or len(items) < 2:  # noqa: PLR2004 (nothing to halve)
        return None
    middle = len(items) // 2
    first, second = (
        read(exchange, _text(_replaced(document, way, half)))
        for half in (items[:middle], items[middle:])
    )
    is_same = Counter(first.ticks + second.ticks) == Counter(frame.ticks)
    return (first, second) if is_same else None


Way = tuple[Any, ...]


def _longest_list(document: Any) -> Way:
    """Where the longest list of objects or lists is; of equal ones, the innermost."""
    found: list[tuple[int, Way]] = [(0, ())]

    def look(value: Any, way: Way) -> None:
        if isinstance(value, list) and all(isinstance(item, dict | list) for item in value):
            found.append((len(value), way))
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in inner:
            if isinstance(item, dict | list):
                look(item, (*way, key))

    if isinstance(document, dict | list):
        look(document, ())
    return max(found, key=lambda one: (one[0], len(one[1])))[1]


def _at(document: Any, way: Way) -> Any:
    for key in way:
        document = document[key]
    return document


def _replaced(document: Any, way: Way, value: Any) -> Any:
    if not way:
        return value
    key, *rest = way
    copy = document.copy()
    copy[key] = _replaced(document[key], tuple(rest), value)
    return copy


def _text(document: Any) -> str:
    """As JSON, with every number as it was; the library would make floats of them."""
    match document:
        case dict():
            return "{" + ",".join(f"{json.dumps(k)}:{_text(v)}" for k, v in document.items()) + "}"
        case list():
            return "[" + ",".join(map(_text, document)) + "]"
        case Decimal():
            return str(document)
    return json.dumps(document)
