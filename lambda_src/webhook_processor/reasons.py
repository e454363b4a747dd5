"""Why a webhook, or one tick of it, is rejected."""

from enum import StrEnum


class Reason(StrEnum):
    """The reasons in answers, logs and metrics."""

    # The whole webhook.
    MALFORMED_EVENT = "malformed_event"
    UNKNOWN_EXCHANGE = "unknown_exchange"
    TOO_LARGE = "too_large"
    NOT_BASE64 = "not_base64"
    NO_SECRET = "no_secret"  # noqa: S105 (a reason, not a secret)
    UNSIGNED = "unsigned"
    BAD_WEBHOOK_TIMESTAMP = "bad_webhook_timestamp"
    OUTSIDE_REPLAY_WINDOW = "outside_replay_window"
    BAD_SIGNATURE = "bad_signature"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    DUPLICATE_KEY = "duplicate_key"
    TOO_MANY_TICKS = "too_many_ticks"
    # One tick.
    NOT_A_TICK = "not_a_tick"
    AMBIGUOUS_SYMBOL = "ambiguous_symbol"
    BAD_SYMBOL = "bad_symbol"
    WRONG_MARKET = "wrong_market"
    WRONG_EXCHANGE = "wrong_exchange"
    BAD_PRICE = "bad_price"
    PRICE_NOT_EXACT = "price_not_exact"
    BAD_VOLUME = "bad_volume"
    VOLUME_NOT_EXACT = "volume_not_exact"
    BAD_TIME = "bad_time"
    UNKNOWN_TIME_FIELD = "unknown_time_field"
    TIME_AHEAD = "time_ahead"
    TIME_BEHIND = "time_behind"
    BAD_ID = "bad_id"
    BAD_KIND = "bad_kind"
    BAD_VENUE = "bad_venue"
    DELAYED = "delayed"
    SLOTS_EXHAUSTED = "slots_exhausted"


class Rejected(Exception):
    """Input is invalid for `reason`, and a retry changes nothing; `ticks` are refused by it."""

    def __init__(self, reason: Reason, ticks: int = 1) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.ticks = ticks
