"""What Checkov checks in HCL, but not in Terraform JSON, our own policies find.

Checkov 3.3 runs none of these checks on `aws_iam_role_policy` in a `.tf.json` document.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from policies.engine import synth
from policies.engine.catalogue import discover
from policies.engine.evaluation import evaluate
from tests.pipelines import MARKET
from tests.policies.statements import allow

POLICIES = discover()
PLACE = "aws_iam_role_policy.data-processor-permissions"
# Check -> what it forbids, and the policy of ours that does.
BLIND: dict[str, tuple[dict[str, Any], str]] = {
    "CKV_AWS_286 privileges that lead to more": (
        allow(["iam:PassRole", "lambda:CreateFunction"]),
        "iam_policy_matches_resources_to_actions",
    ),
    "CKV_AWS_287 credentials": (
        allow("sts:GetFederationToken"),
        "iam_policy_matches_resources_to_actions",
    ),
    "CKV_AWS_288 data that leaves": (
        allow(["dynamodb:Query", "ssm:GetParameter"]),
        "iam_policy_matches_resources_to_actions",
    ),
    "CKV_AWS_289 permissions without a limit": (
        allow("iam:*"),
        "iam_policy_names_each_action",
    ),
    "CKV_AWS_290 writing without a limit": (
        allow(["dynamodb:PutItem", "sqs:SendMessage"]),
        "iam_policy_matches_resources_to_actions",
    ),
    "CKV_AWS_355 every resource": (
        allow("sns:Publish", "*"),
        "iam_policy_matches_resources_to_actions",
    ),
}


@pytest.mark.parametrize(("statement", "policy"), BLIND.values(), ids=BLIND.keys())
def test_what_checkov_does_not_see_is_found(
    synthesized: Path, statement: dict[str, Any], policy: str
) -> None:
    document = json.loads((synthesized / "stacks" / MARKET / synth.DOCUMENT).read_text())
    kind, name = PLACE.split(".")
    rights = document["resource"][kind][name]
    says = json.loads(rights["policy"])
    rights["policy"] = json.dumps({**says, "Statement": [*says["Statement"], statement]})

    findings = evaluate([synth.stack(MARKET, document)], POLICIES).findings

    assert (policy, PLACE) in {(one.policy, one.address) for one in findings}
