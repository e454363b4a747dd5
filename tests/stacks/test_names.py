"""The names of two environments never collide."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from policies.aws.tags import TAGGABLE
from tests.pipelines import CRYPTO, MARKET

Document = dict[str, Any]
Resources = dict[str, dict[str, Document]]
Synthesize = Callable[..., Document]

SUFFIX = "pr-7"
NAMES = ("alarm_name", "dashboard_name", "function_name", "name")


def _names(resources: Resources) -> Iterator[tuple[str, str]]:
    """Every name that the stack gives, with the type of what it names."""
    for kind, members in resources.items():
        for settings in members.values():
            for key in NAMES:
                name = settings.get(key)
                # By reference it is the name of another resource.
                if name and not name.startswith("${"):
                    yield kind, name


def test_the_suffix_comes_last_in_every_name(resources: Resources) -> None:
    names = list(_names(resources))

    assert len(names) > 30
    assert [name for _, name in names if not name.endswith(f"-{SUFFIX}")] == []


def test_a_log_group_and_an_alias_end_in_the_suffix_too(resources: Resources) -> None:
    groups = {each["name"] for each in resources["aws_cloudwatch_log_group"].values()}
    aliases = {each["name"] for each in resources["aws_kms_alias"].values()}

    assert groups == {
        f"/aws/lambda/{function}-{SUFFIX}"
        for function in ("webhook-processor", "price-enricher", "error-notifier")
    }
    assert aliases == {f"alias/crypto-prices-{SUFFIX}"}


def test_no_name_of_one_suffix_can_be_the_name_of_another(resources: Resources) -> None:
    """`a-dlq` in `x` and `a` in `dlq-x` would be the same name."""
    stems: dict[str, set[str]] = {}
    for kind, name in _names(resources):
        stems.setdefault(kind, set()).add(name.removesuffix(f"-{SUFFIX}"))

    for kind, names in stems.items():
        for one, other in itertools.permutations(names, 2):
            assert not one.startswith(f"{other}-"), f"{kind}: {other} with a suffix may be {one}"


def test_no_two_resources_of_a_type_have_one_name(resources: Resources) -> None:
    names = list(_names(resources))

    assert len(set(names)) == len(names)


def test_two_environments_differ_in_every_name_and_in_their_state(synthesize: Synthesize) -> None:
    one, other = synthesize(suffix="pr-7"), synthesize(suffix="x-pr-7")

    assert not set(_names(one["resource"])) & set(_names(other["resource"]))
    assert one["terraform"]["backend"] != other["terraform"]["backend"]


def test_the_suffix_is_all_that_distinguishes_two_environments(synthesize: Synthesize) -> None:
    """So a throwaway environment proves what the protected one will be."""
    short, long = "q7q", "z" * 20
    texts = {suffix: json.dumps(synthesize(suffix=suffix)) for suffix in (short, long)}

    assert texts[short].replace(short, long) == texts[long]


@pytest.mark.parametrize("name", [CRYPTO, MARKET])
def test_the_tag_name_of_a_resource_is_its_name(synthesize: Synthesize, name: str) -> None:
    """What has no name of its own is named after its construct: keys, mappings, stages."""
    resources = synthesize(name, monthly_budget_usd=1, operations_email="ops@example.com")
    wrong = {
        f"{kind}.{address}": settings.get("tags")
        for kind, members in resources["resource"].items()
        for address, settings in members.items()
        if TAGGABLE[kind] and not _is_named(settings)
    }

    assert wrong == {}


def _is_named(settings: Document) -> bool:
    tag = settings.get("tags", {}).get("Name", "")
    # By reference it is the name of another resource.
    names = [settings[key] for key in NAMES if not settings.get(key, "${").startswith("${")]
    return bool(tag == names[0] if names else tag.endswith(f"-{SUFFIX}"))
