"""Probes of KMS."""

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.scratch import Scratch, allow

LOCKED_OUT = "MalformedPolicyDocumentException"


def lockout(scratch: Scratch) -> ClaimFinding:
    """create-key-lockout: a role makes a key that it may manage by Principal `*`."""
    ours = {"AWS": scratch.arn("iam", "root")}
    role = scratch.role("caller", ours, [allow(["kms:CreateKey"])])
    condition = {
        "ArnEquals": {"aws:PrincipalArn": role},
        "StringEquals": {"aws:PrincipalAccount": scratch.account},
    }
    policy = [allow(["kms:PutKeyPolicy"], Principal={"AWS": "*"}, Condition=condition)]
    kms = scratch.session(role)("kms")
    made = scratch.patiently(lambda: scratch.key(policy, kms), lambda one: one.is_denied)
    verdicts = {"": ClaimVerdict.confirmed, LOCKED_OUT: ClaimVerdict.refuted}
    return ClaimFinding(
        verdicts.get(made.code, ClaimVerdict.not_tried),
        f"CreateKey: {made}",
        "CreateKey by a role that may PutKeyPolicy only by the key's policy: Principal *, with"
        " conditions on aws:PrincipalArn and aws:PrincipalAccount",
    )
