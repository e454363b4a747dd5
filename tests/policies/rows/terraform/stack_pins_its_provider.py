"""What proves stack_pins_its_provider."""

from tests.policies.documents import REMOVED, Row, Rows

PINS = "terraform.required_providers"
MISSING = "Terraform takes the newest version of the provider"

ROWS = Rows(
    resources={"aws_sqs_queue": {"dead": {"name": "dead-dev"}}},
    compliant=(PINS,),
    table=(
        Row(
            "none",
            {PINS: REMOVED},
            {PINS: f"found no provider aws ({MISSING}), wanted aws from hashicorp/aws"},
        ),
        Row(
            "one more",
            {f"{PINS}.null": {"source": "null"}},
            {PINS: "found the provider null, wanted only aws"},
        ),
        Row(
            "another source",
            {f"{PINS}.aws.source": "evil/aws"},
            {PINS: 'found aws.source = "evil/aws", wanted hashicorp/aws'},
        ),
        Row("the source in full", {f"{PINS}.aws.source": "registry.terraform.io/hashicorp/aws"}),
        Row(
            "the configurations of a module",
            {f"{PINS}.aws.configuration_aliases": ["aws.other"]},
            {PINS: "found aws.configuration_aliases, wanted only source and version"},
        ),
        Row(
            "any newer version",
            {f"{PINS}.aws.version": ">= 5.100.0"},
            {PINS: 'found aws.version = ">= 5.100.0", wanted an exact version'},
        ),
        Row(
            "no version",
            {f"{PINS}.aws.version": REMOVED},
            {PINS: f"found no aws.version ({MISSING}), wanted an exact version"},
        ),
        Row(
            "a version that is decided elsewhere",
            {f"{PINS}.aws.version": "${var.version}"},
            {
                PINS: "undecided: aws.version:"
                " the expression ${var.version} is more than strings and references"
            },
        ),
    ),
)
