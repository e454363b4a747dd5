"""What proves state_key_is_recoverable."""

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import ROOT, allow, document

KEY, ALIAS = "aws_kms_key.states", "aws_kms_alias.states"
ADMIN = allow("kms:*", "*", {"AWS": ROOT})
ABSENT = "AWS waits 30 days, and never rotates"

ROWS = Rows(
    resources={
        "aws_kms_key": {
            "states": {
                "enable_key_rotation": True,
                "deletion_window_in_days": 30,
                "policy": document(ADMIN),
            }
        },
        "aws_kms_alias": {"states": {"target_key_id": "${aws_kms_key.states.key_id}"}},
    },
    compliant=(KEY, ALIAS),
    table=(
        Row(
            "no rotation",
            {f"{KEY}.enable_key_rotation": REMOVED},
            {KEY: f"found no enable_key_rotation ({ABSENT}), wanted true"},
        ),
        Row(
            "a week",
            {f"{KEY}.deletion_window_in_days": 7},
            {KEY: "found deletion_window_in_days = 7, wanted 30"},
        ),
        Row(
            "a service may use it",
            {f"{KEY}.policy": document(ADMIN, allow("kms:Decrypt", "*", {"Service": "ec2"}))},
            {KEY: "found for ec2: Allow, kms:Decrypt, on *, wanted nothing more"},
        ),
        Row(
            "a policy from elsewhere",
            {f"{KEY}.policy": "${var.policy}"},
            {KEY: "undecided: policy: the expression ${var.policy} is not a readable document"},
        ),
        Row(
            "no alias",
            {ALIAS: REMOVED},
            {KEY: "found 0 aliases of the key, wanted one", ALIAS: None},
        ),
        Row(
            "an alias of another key",
            {f"{ALIAS}.target_key_id": "1234"},
            {
                KEY: "found 0 aliases of the key, wanted one",
                ALIAS: 'found target_key_id "1234", wanted the key_id of the key',
            },
        ),
        Row("what is no key", {"aws_s3_bucket.states": {}}),
    ),
)
