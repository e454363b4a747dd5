"""Every alarm has a cause that a test makes happen, and docs/alarms.md lists them."""

from collections import Counter

from tests.faults.alarm_causes import CAUSES, page
from tests.stacks.conftest import ROOT
from tests.stacks.synthesis import Document


def test_every_alarm_has_one_cause(stack: Document, market: Document) -> None:
    declared = [
        each["alarm_name"].removesuffix("-pr-7")
        for document in (stack, market)
        for each in document["resource"]["aws_cloudwatch_metric_alarm"].values()
    ]
    drilled = Counter(alarm for cause in CAUSES.values() for alarm in cause.rings)

    assert drilled == Counter(declared)


def test_the_page_is_written_from_the_causes() -> None:
    # python -m tests.faults.alarm_causes writes it.
    assert (ROOT / "docs/alarms.md").read_text(encoding="utf-8") == page()
