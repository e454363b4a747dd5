"""Secrets are read rarely, and a new one is noticed."""

import pytest

from lambda_src.webhook_processor.schemes.scheme import UnusableSecret
from lambda_src.webhook_processor.schemes.standard_webhooks import keys
from lambda_src.webhook_processor.secret_cache import SecretCache
from tests.lambda_src.webhook_processor.fakes import NEWER_SECRET, SECRET, Clock, MemorySecrets


@pytest.fixture
def store() -> MemorySecrets:
    return MemorySecrets({"coinbase": SECRET})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(store: MemorySecrets, clock: Clock) -> SecretCache:
    return SecretCache(store, clock)


def test_a_secret_is_read_once_in_five_minutes(
    cache: SecretCache, store: MemorySecrets, clock: Clock
) -> None:
    for _ in range(3):
        assert cache.current("coinbase") == keys(SECRET)
    clock.now += 299

    assert cache.current("coinbase") == keys(SECRET)
    assert store.reads == 1


def test_a_withdrawn_secret_ends_after_five_minutes(
    cache: SecretCache, store: MemorySecrets, clock: Clock
) -> None:
    cache.current("coinbase")
    del store.secrets["coinbase"]
    clock.now += 300

    assert cache.current("coinbase") == ()


def test_a_second_look_sees_a_rotation_after_ten_seconds(
    cache: SecretCache, store: MemorySecrets, clock: Clock
) -> None:
    cache.current("coinbase")
    store.secrets["coinbase"] = f"{NEWER_SECRET} {SECRET}"
    clock.now += 10

    assert cache.refreshed("coinbase") == keys(f"{NEWER_SECRET} {SECRET}")
    assert cache.current("coinbase") == keys(f"{NEWER_SECRET} {SECRET}")


def test_forgeries_do_not_make_us_read_more_often(
    cache: SecretCache, store: MemorySecrets, clock: Clock
) -> None:
    cache.current("coinbase")
    for _ in range(100):
        clock.now += 0.5
        cache.refreshed("coinbase")

    assert store.reads == 1 + 5


def test_a_clock_that_was_set_back_keeps_nothing_alive(
    cache: SecretCache, store: MemorySecrets, clock: Clock
) -> None:
    cache.current("coinbase")
    clock.now -= 1
    cache.current("coinbase")

    assert store.reads == 2


def test_exchanges_do_not_share_secrets(cache: SecretCache) -> None:
    assert cache.current("coinbase") == keys(SECRET)
    assert cache.current("kraken") == ()


def test_an_unusable_secret_is_read_again(cache: SecretCache, store: MemorySecrets) -> None:
    store.secrets["coinbase"] = "hunter2"
    with pytest.raises(UnusableSecret):
        cache.current("coinbase")
    store.secrets["coinbase"] = SECRET

    assert cache.current("coinbase") == keys(SECRET)
