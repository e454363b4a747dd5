"""Which controls of auditors' frameworks our policies hold, by Prowler's published mapping.

`policies/frameworks/checks.toml` names, for a policy, the checks of Prowler that examine the same.
Prowler maps each check to controls (`prowler.json`, extracted from its compliance files).
"""

import json
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Failure
from policies.engine.catalogue import CATALOGUE, Policy

REQUIREMENTS = CATALOGUE.parent / "controls.toml"
FOLDER = CATALOGUE.parent / "frameworks"
CHECKS, MAPPING = FOLDER / "checks.toml", FOLDER / "prowler.json"


class FrameworkName(StrEnum):
    """A framework, as commands and prowler.json call it."""

    NIST = "nist-800-53"
    CIS = "cis"
    PCI = "pci-dss"
    SOC2 = "soc2"
    ISO = "iso-27001"


# Title, and Prowler's file: the newest version that it ships.
FRAMEWORKS = {
    FrameworkName.NIST: ("NIST SP 800-53 revision 5", "nist_800_53_revision_5_aws.json"),
    FrameworkName.CIS: ("CIS Amazon Web Services Foundations Benchmark 7.0", "cis_7.0_aws.json"),
    FrameworkName.PCI: ("PCI DSS 4.0", "pci_4.0_aws.json"),
    FrameworkName.SOC2: ("SOC 2", "soc2_aws.json"),
    FrameworkName.ISO: ("ISO/IEC 27001:2022", "iso27001_2022_aws.json"),
}


@dataclass(frozen=True)
class Control:
    """A control that policies hold in part: `checks` of the `of` checks that Prowler maps to it."""

    id: str
    checks: tuple[str, ...]
    of: int
    policies: tuple[str, ...]
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Framework:
    """What policies hold of a framework, and how many controls it has in Prowler's file."""

    name: FrameworkName
    title: str
    total: int
    controls: tuple[Control, ...]

    @property
    def not_claimed(self) -> int:
        """How many controls no policy of ours holds, not even in part."""
        return self.total - len(self.controls)


def claimed(path: Path = CHECKS) -> dict[str, list[str]]:
    """Policy -> the checks of Prowler that examine the same."""
    held: dict[str, list[str]] = tomllib.loads(path.read_text())["checks"]
    return held


def checks() -> set[str]:
    """Every check that a policy claims."""
    return {check for held in claimed().values() for check in held}


def without_check(path: Path = CHECKS) -> list[str]:
    """The policies to which nothing of Prowler's is alike."""
    listed: list[str] = tomllib.loads(path.read_text())["none"]["policies"]
    return listed


def tests_of(policy: Policy) -> list[str]:
    """The rows that prove the policy, then the tests of the requirements on its card."""
    required = tomllib.loads(REQUIREMENTS.read_text())
    others = {test for name in policy.card.requirements for test in required[name]["tests"]}
    return [f"tests/policies/rows/{policy.service}/{policy.id}.py", *sorted(others)]


def held(policies: Collection[Policy]) -> list[Framework]:
    """Every framework with the controls that the policies hold."""
    tests = {one.id: tests_of(one) for one in policies if one.id in claimed()}
    recorded = json.loads(MAPPING.read_text())["frameworks"]
    by_check: dict[str, list[str]] = {}
    for policy in policies:
        for check in claimed().get(policy.id, ()):
            by_check.setdefault(check, []).append(policy.id)
    return [
        Framework(
            name, title, recorded[name]["total"], tuple(_controls(recorded[name], by_check, tests))
        )
        for name, (title, _) in FRAMEWORKS.items()
    ]


def _controls(
    recorded: Mapping[str, Any],
    by_check: Mapping[str, list[str]],
    tests: Mapping[str, Collection[str]],
) -> Iterator[Control]:
    for name, control in recorded["controls"].items():
        held = [check for check in control["checks"] if check in by_check]
        policies = sorted({policy for check in held for policy in by_check[check]})
        proofs = sorted({test for policy in policies for test in tests.get(policy, ())})
        if held:
            yield Control(name, tuple(held), control["of"], tuple(policies), tuple(proofs))


def extract(folder: Path, version: str) -> dict[str, Any]:
    """What Prowler's compliance files in `folder` say of the checks that policies claim.

    Raises:
        Failure: a file is missing or is not to be understood.
    """
    try:
        return {
            "source": f"Prowler {version}, prowler/compliance/aws; see NOTICE",
            "frameworks": {
                name: _extracted(json.loads((folder / file).read_bytes()))
                for name, (_, file) in FRAMEWORKS.items()
            },
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f"Prowler's compliance files in {folder} cannot be read: {error}.") from error


def _extracted(document: Mapping[str, Any]) -> dict[str, Any]:
    ours, controls = checks(), {}
    for requirement in document["Requirements"]:
        found = sorted(ours & set(requirement["Checks"]))
        if found:
            controls[requirement["Id"]] = {"checks": found, "of": len(set(requirement["Checks"]))}
    return {"total": len(document["Requirements"]), "controls": controls}


def serialized(extracted: Mapping[str, Any]) -> str:
    """The text of prowler.json."""
    return json.dumps(extracted, indent=1) + "\n"
