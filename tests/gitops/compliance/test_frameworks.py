"""The claims to auditors: every policy is mapped or alone, and nothing more is claimed."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from gitops.adapters.errors import Failure
from gitops.compliance import framework_docs, frameworks
from gitops.compliance.frameworks import FRAMEWORKS, FrameworkName
from policies.engine.catalogue import discover

RECORDED = json.loads(frameworks.MAPPING.read_text())
DOCUMENT = {
    "Requirements": [
        {"Id": "1.1", "Checks": ["dynamodb_tables_pitr_enabled", "rds_instance_backup_enabled"]},
        {"Id": "1.2", "Checks": ["ec2_instance_public_ip"]},
        {"Id": "1.3", "Checks": []},
    ]
}


def test_every_policy_names_its_checks_or_stands_among_those_without() -> None:
    listed = [*frameworks.claimed(), *frameworks.without_check()]

    assert sorted(listed) == [policy.id for policy in discover()], (
        "policies/frameworks/checks.toml lists each policy once, in [checks] or in [none]"
    )


def test_whoever_names_checks_names_some_in_order() -> None:
    for policy, checks in frameworks.claimed().items():
        assert checks, policy
        assert checks == sorted(set(checks)), policy
    assert frameworks.without_check() == sorted(frameworks.without_check())


def test_the_extract_has_the_claimed_checks_and_no_others() -> None:
    found = {
        check
        for name in FRAMEWORKS
        for control in RECORDED["frameworks"][name]["controls"].values()
        for check in control["checks"]
    }

    assert found <= frameworks.checks()
    # Prowler knows these, and maps them to none of the five frameworks.
    assert frameworks.checks() - found == {
        "awslambda_function_env_vars_not_encrypted_with_cmk",
        "awslambda_function_no_secrets_in_variables",
        "awslambda_function_using_supported_runtimes",
        "cloudwatch_alarm_actions_enabled",
        "iam_inline_policy_no_full_access_to_cloudtrail",
        "iam_policy_allows_privilege_escalation",
        "iam_role_cross_service_confused_deputy_prevention",
    }


def test_the_extract_tells_whose_facts_it_has() -> None:
    notice = (frameworks.FOLDER / "NOTICE").read_text()
    version = re.fullmatch(r"Prowler (\S+), .*", RECORDED["source"])

    assert version
    assert f"version {version[1]}" in notice
    assert "Apache License, Version 2.0" in notice


def test_a_framework_is_extracted_with_the_size_of_each_control(tmp_path: Path) -> None:
    for _, file in FRAMEWORKS.values():
        (tmp_path / file).write_text(json.dumps(DOCUMENT))

    extracted = frameworks.extract(tmp_path, "1.2.3")

    assert extracted["source"].startswith("Prowler 1.2.3, ")
    assert extracted["frameworks"][FrameworkName.SOC2] == {
        "total": 3,
        "controls": {"1.1": {"checks": ["dynamodb_tables_pitr_enabled"], "of": 2}},
    }


@pytest.mark.parametrize("text", [None, "{", "{}", "[]"])
def test_a_file_of_prowlers_that_is_not_to_be_understood_is_one_sentence(
    tmp_path: Path, text: str | None
) -> None:
    for _, file in FRAMEWORKS.values():
        if text is not None:
            (tmp_path / file).write_text(text)

    with pytest.raises(Failure, match=r"Prowler's compliance files in \S+ cannot be read: "):
        frameworks.extract(tmp_path, "1.2.3")


def test_a_control_names_the_policies_and_tests_that_hold_it_and_how_much_of_it() -> None:
    cis = next(one for one in frameworks.held(discover()) if one.name is FrameworkName.CIS)
    rotation = next(one for one in cis.controls if one.checks == ("kms_cmk_rotation_enabled",))

    assert rotation.policies == ("kms_key_rotates", "state_key_is_recoverable")
    assert (len(rotation.checks), rotation.of) == (1, 1)
    assert "tests/policies/rows/kms/kms_key_rotates.py" in rotation.tests
    assert cis.not_claimed == cis.total - len(cis.controls) > 0


def test_a_policy_that_is_gone_claims_nothing() -> None:
    (soc2,) = (one for one in frameworks.held([]) if one.name is FrameworkName.SOC2)

    assert soc2.controls == ()
    assert soc2.not_claimed == soc2.total


def test_the_page_is_made_from_the_mapping_as_it_is() -> None:
    assert framework_docs.PAGE.read_text() == framework_docs.page(discover()), "run: gitops docs"


def test_the_file_of_checks_is_plain() -> None:
    assert set(tomllib.loads(frameworks.CHECKS.read_text())) == {"checks", "none"}
