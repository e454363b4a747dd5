"""Requests that AWS refuses are refused with AWS's code, status and, where known, sentence.

The list of 85 refusals has a probe for each; probes of item 0 break the model of an operation.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

import localcloud
from tests.localcloud.refusals.probe import Probe
from tests.localcloud.refusals.probes import (
    alarms,
    control,
    data,
    event_source_mappings,
    lambda_functions,
    logs,
    messaging,
    metrics,
)
from tests.localcloud.refusals.world import World

PROBES = (
    *lambda_functions.PROBES,
    *event_source_mappings.PROBES,
    *messaging.PROBES,
    *data.PROBES,
    *control.PROBES,
    *alarms.PROBES,
    *metrics.PROBES,
    *logs.PROBES,
)
ITEMS = range(1, 86)
# Item -> why the embedded cloud does not refuse it.
GAPS = {
    13: "an update of a function ends at once here, so that none is ever in progress",
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with localcloud.running(time_scale=0.01) as cloud:
        yield World(cloud.endpoint)


def _refusal(world: World, probe: Probe) -> dict[str, Any]:
    """The error and status that the cloud answers, without an error if it serves the request."""
    service, _, method = probe.call.partition(".")
    arguments = probe.arguments(world)
    try:
        getattr(world.client(service), method)(**arguments)
    except ClientError as error:
        answered: dict[str, Any] = dict(error.response)
        return answered
    return {}


def _differences(world: World, probe: Probe) -> list[str]:
    """What is other than on AWS."""
    answered = _refusal(world, probe)
    if not answered:
        return ["served"]
    expected = probe.expected
    error = answered["Error"]
    status = answered["ResponseMetadata"]["HTTPStatusCode"]
    found = []
    if error["Code"] != expected.code:
        found.append(f"{error['Code']} in place of {expected.code}")
    if status != expected.status:
        found.append(f"status {status} in place of {expected.status}")
    if expected.sentence and not expected.matches(error["Message"]):
        found.append(f"{error['Message']!r} in place of {expected.sentence!r}")
    return found


@pytest.mark.parametrize(
    "probe", [each for each in PROBES if each.item not in GAPS], ids=lambda probe: probe.id
)
def test_a_request_is_refused_as_on_aws(world: World, probe: Probe) -> None:
    assert _differences(world, probe) == []


@pytest.mark.parametrize(
    "probe", [each for each in PROBES if each.item in GAPS], ids=lambda probe: probe.id
)
def test_a_known_gap_is_still_one(world: World, probe: Probe) -> None:
    assert _differences(world, probe) != [], f"remove {probe.item} from GAPS"


def test_each_item_of_the_list_has_a_probe() -> None:
    assert {probe.item for probe in PROBES} - {0} == set(ITEMS)


def test_at_most_eleven_items_are_gaps() -> None:
    assert len(GAPS) <= 11
