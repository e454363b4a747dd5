"""What a backend, a provider or a version could do is not taken from a foreign document."""

from typing import Any

import pytest

from policies.engine.terraform_json.admission import faults
from tests.policies.engine.terraform_json.documents import ABSENT, GOOD, LOCAL, OWN, changed

PINS, TAGS = "terraform/required_providers", "provider/aws/0/default_tags/0/tags"
AT_BACKEND, AT_PINS = "$.terraform.backend", "$.terraform.required_providers"
AT_TAGS = "$.provider.aws.default_tags"
RUNS = '${file("/proc/self/environ")}'


@pytest.mark.parametrize(
    ("path", "value", "where", "reason"),
    [
        ("terraform", ABSENT, "$.terraform", "must hold backend and required_providers only"),
        ("terraform", [GOOD["terraform"]], "$.terraform", "must hold backend"),
        ("terraform/cloud", {"organization": "x"}, "$.terraform", "must hold backend"),
        ("terraform/experiments", ["x"], "$.terraform", "must hold backend"),
        ("terraform/backend", {"http": {"address": "x"}}, AT_BACKEND, "not the one"),
        ("terraform/backend", [LOCAL], AT_BACKEND, "not the one of environment dev"),
        ("terraform/backend/local/path", "../prod.tfstate", AT_BACKEND, "not"),
        ("terraform/backend/local/workspace_dir", "/", AT_BACKEND, "not the one"),
        ("terraform/backend/s3", {"bucket": "b"}, AT_BACKEND, "not the one"),
        (f"{PINS}/evil", {"source": "evil/evil"}, AT_PINS, "not only aws"),
        (f"{PINS}/aws/source", "evil/aws", AT_PINS, "from hashicorp/aws"),
        (f"{PINS}/aws/version", ">= 5", AT_PINS, "version 5.100.0"),
        ("provider", ABSENT, "$.provider", "not one provider aws"),
        ("provider/null", {}, "$.provider", "not one provider aws"),
        ("provider/aws", [GOOD["provider"]["aws"][0]] * 2, "$.provider", "not one provider aws"),
        ("provider/aws", [], "$.provider", "not one provider aws"),
        ("provider/aws/0/profile", "x", "$.provider", "and default_tags only"),
        ("provider/aws/0/shared_config_files", ["assets/x"], "$.provider", "default_tags only"),
        ("provider/aws/0/endpoints", [{"sts": "http://x"}], "$.provider", "default_tags only"),
        ("provider/aws/0/alias", "b", "$.provider", "default_tags only"),
        ("provider/aws/0/region", "${upper(1)}", "$.provider", "region us-east-1"),
        (TAGS, RUNS, "$.provider", "default_tags only"),
        (f"{TAGS}/Team", RUNS, AT_TAGS, "no plain text"),
        (f"{TAGS}/Team", 1, AT_TAGS, "no plain text"),
        (TAGS + "/%{a", "b", AT_TAGS, "no plain text"),
        (f"{TAGS}/Environment", "prod", AT_TAGS, "is not dev"),
        (f"{TAGS}/Environment", ABSENT, AT_TAGS, "is not dev"),
    ],
)  # fmt: skip
def test_whatever_differs_from_what_is_expected_is_refused(
    path: str, value: Any, where: str, reason: str
) -> None:
    found = [fault for fault in faults(changed(path, value), OWN) if fault.path == where]

    assert found, "admitted"
    assert reason in found[0].reason
    assert found[0].remedy


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("terraform/backend", OWN.backend),
        (f"{PINS}/aws/source", "hashicorp/aws"),
        (f"{PINS}/aws/source", "registry.terraform.io/hashicorp/aws"),
        ("provider/aws", GOOD["provider"]["aws"][0]),
        ("provider/aws/0/default_tags", {"tags": {"Environment": "dev"}}),
    ],
)
def test_every_spelling_of_what_is_expected_is_admitted(path: str, value: Any) -> None:
    assert faults(changed(path, value), OWN) == []
