"""Terraform plans the same from what was admitted as from what was synthesized.

One stack, with each commit another; all with NIGHTLY=1. The cloud is the embedded one.
"""

import os
import random
from pathlib import Path
from typing import Any

from gitops.adapters.cloud import Cloud
from gitops.adapters.package import package
from gitops.adapters.terraform import Terraform
from gitops.admission.admit import admit
from gitops.admission.expected import expected
from policies.gate.synthesis import synthesize
from tests.share import commit

SUFFIX = "admitted"
COMPARED = ("planned_values", "resource_changes", "output_changes", "prior_state")


def test_terraform_plans_the_same(tmp_path: Path, aws: Cloud) -> None:
    package()
    ours, target = tmp_path / "ours" / "synth", tmp_path / "target" / "synth"
    environ = {name: value for name, value in os.environ.items() if name != "STATE_BUCKET"}
    synthesize(ours, environ={**environ, "ENVIRONMENT_SUFFIX": SUFFIX})

    stacks = sorted(admit(ours, target, expected(SUFFIX, "")).stacks)

    for stack in stacks if os.environ.get("NIGHTLY") else [random.Random(commit()).choice(stacks)]:
        planned = _planned(target / "stacks" / stack, aws)
        assert planned["resource_changes"]
        assert planned == _planned(ours / "stacks" / stack, aws)


def _planned(folder: Path, cloud: Cloud) -> dict[str, Any]:
    terraform = Terraform(folder, cloud.environ(), folder / "log")
    terraform.init()
    terraform.plan(folder / "plan", lambda _: None)
    shown = terraform.show(folder / "plan")
    return {name: shown.get(name) for name in COMPARED}
