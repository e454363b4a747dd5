"""The command that lets an auditor's tool examine a deployed environment."""

import json
from collections import Counter
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters import prowler
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Failure
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import ROOT, EnvironmentPaths
from gitops.adapters.prowler import ProwlerFinding
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from gitops.compliance import audit as audits
from gitops.compliance import frameworks
from gitops.compliance.policies import catalogue
from gitops.environment import presence
from policies.engine.card import ACCOUNT_STACKS

UpdateMapping = Annotated[
    bool,
    typer.Option(
        help="Audit nothing; record which controls the installed Prowler maps its checks to."
    ),
]


def audit(
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    update_mapping: UpdateMapping = False,
) -> None:
    """Run Prowler against a deployed environment; `make audit` installs it and deploys one.

    Exit code 1: a check fails that policies/audit.toml does not accept, a check that it accepts no
    longer fails, or the claims to auditors contradict Prowler. On AWS the rest of the account is
    left out.
    """
    if update_mapping:
        write_atomically(frameworks.MAPPING, _mapping().encode())
        return
    name, chosen, report = suffix_of(suffix), clouds.find(cloud), Reporter()
    presence.require_deployed(name, chosen)
    accepted, folder = audits.read(), EnvironmentPaths(name).home / "audit"
    folder.mkdir(parents=True, exist_ok=True)
    with report.step("prowler") as step:
        findings = prowler.scan(chosen, folder)
        if not chosen.is_local:
            findings = audits.of_environment(findings, name, _outputs(name))
        step.result = _summary(findings)
    faults = [
        *audits.faults(findings, accepted, name, alone=chosen.is_local),
        *audits.unexamined(findings, _claimed()),
        *_mapping_faults(),
    ]
    if faults:
        raise Failure("\n".join([f"{len(faults)} faults:", *(f"  {one}" for one in faults)]))
    report.say(f"every failure has its reason; reports: {folder}")


def _summary(findings: list[ProwlerFinding]) -> str:
    counts = Counter(finding.status for finding in findings)
    checks = len({finding.check for finding in findings})
    return (
        f"{checks} checks: {counts['PASS']} findings pass, {counts['FAIL']} fail,"
        f" {counts['MANUAL']} are for people to decide"
    )


def _outputs(suffix: str) -> set[str]:
    """The texts that the environment's stacks put out; their ARNs are the environment's own."""
    path = EnvironmentPaths(suffix).outputs
    stacks = json.loads(path.read_bytes()) if path.is_file() else {}
    return {str(value) for stack in stacks.values() for value in stack.values()}


def _claimed() -> set[str]:
    """The checks that are claimed of environments; the account's own stack is not examined."""
    claimed = frameworks.claimed()
    policies = [one.id for one in catalogue() if not set(one.card.stacks) & set(ACCOUNT_STACKS)]
    return {check for policy in policies for check in claimed.get(policy, ())}


def _mapping() -> str:
    return frameworks.serialized(frameworks.extract(*prowler.compliance_files()))


def _mapping_faults() -> list[str]:
    if _mapping() == frameworks.MAPPING.read_text():
        return []
    recorded = frameworks.MAPPING.relative_to(ROOT)
    return [f"{recorded} is not what this Prowler says; run gitops audit --update-mapping"]
