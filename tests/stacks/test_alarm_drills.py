"""Every alarm has a cause that a test makes happen, and docs/alarms.md lists them."""

from collections import Counter

from gitops.environment.settings import settings_of
from tests.faults.alarm_causes import CAUSES, page
from tests.stacks.conftest import ROOT, Synthesize
from tests.stacks.synthesis import Document


def test_every_alarm_of_the_default_settings_has_one_cause(
    synthesize: Synthesize, market: Document
) -> None:
    crypto = synthesize(exchange_endpoints=settings_of("pr-7")["exchange_endpoints"])
    declared = [
        each["alarm_name"].removesuffix("-pr-7")
        for document in (crypto, market)
        for each in document["resource"]["aws_cloudwatch_metric_alarm"].values()
    ]
    drilled = Counter(alarm for cause in CAUSES.values() for alarm in cause.alarms)

    assert drilled == Counter(declared)


def test_the_page_is_written_from_the_causes() -> None:
    # python -m tests.faults.alarm_causes writes it.
    assert (ROOT / "docs/alarms.md").read_text(encoding="utf-8") == page()
