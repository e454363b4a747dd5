"""Probes of KMS."""

from gitops.account.claims.finding import Finding, Verdict
from gitops.account.claims.scratch import Scratch, allow

LOCKED_OUT = "MalformedPolicyDocumentException"


def lockout(scratch: Scratch) -> Finding:
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
    verdicts = {"": Verdict.confirmed, LOCKED_OUT: Verdict.refuted}
    return Finding(
        verdicts.get(made.code, Verdict.not_tried),
        f"CreateKey: {made}",
        "CreateKey by a role that may PutKeyPolicy only by the key's policy: Principal *, with"
        " conditions on aws:PrincipalArn and aws:PrincipalAccount",
    )
