"""What only our pipelines must keep stands apart, and everything else holds for any stack."""

import json
import re
import shutil
from pathlib import Path

import pytest

from policies.catalogue.market import PIPELINES
from policies.engine.catalogue import CATALOGUE, discover
from policies.engine.evaluation import evaluate
from policies.engine.synth import stack

MARKET = "market"
# Words of what the pipelines do, as far as they mean nothing else in a policy.
PRODUCT = re.compile(
    r"\b(symbols?|exchanges?|webhooks?|ticks?|candles?|quotes?|crypto\w*|coinbase|tradingview)\b",
    re.IGNORECASE,
)
POLICIES = CATALOGUE.parent
COMMON = sorted(
    path
    for path in (*(POLICIES / "aws").glob("*.py"), *CATALOGUE.rglob("*.py"))
    if path.parent.name != MARKET
)


@pytest.mark.parametrize("path", COMMON, ids=lambda path: path.stem)
def test_a_policy_for_every_stack_speaks_of_no_product(path: Path) -> None:
    prose = re.sub(r"single quotes|in quotes", "", path.read_text())

    assert PRODUCT.findall(prose) == []


def test_the_catalogue_works_without_the_policies_of_our_pipelines(tmp_path: Path) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, copy, ignore=shutil.ignore_patterns(MARKET, "__pycache__"))

    assert {one.id for one in discover(copy)} == {
        one.id for one in discover() if one.service != MARKET
    }


def test_a_pipeline_keeps_the_names_that_its_policies_are_for(synthesized: Path) -> None:
    assert {path.parent.name for path in synthesized.glob("stacks/*/cdk.tf.json")} == set(PIPELINES)


def test_a_stack_that_somebody_adds_needs_no_symbols_and_may_expire_items(
    synthesized: Path,
) -> None:
    text = (synthesized / "stacks" / "market-data-processing" / "cdk.tf.json").read_text()
    document = json.loads(text.replace("market-data-processing", "order-book"))
    (table,) = document["resource"]["aws_dynamodb_table"].values()
    table |= {"hash_key": "order_id", "ttl": {"attribute_name": "expires_at", "enabled": True}}
    del table["range_key"]
    table["attribute"] = [{"name": "order_id", "type": "S"}]

    findings = evaluate([stack("order-book", document)], discover()).findings

    assert [str(one.message) for one in findings] == []
