"""Probes of KMS."""

from gitops.account.claims.finding import Finding, Verdict
from gitops.account.claims.scratch import Scratch, allow, ask

LOCKED_OUT = "MalformedPolicyDocumentException"


def lockout(scratch: Scratch) -> Finding:
    """docs/claims.md#create-key-lockout: a role makes a key that it may manage by Principal `*`."""
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


def refusal_order(scratch: Scratch) -> Finding:
    """docs/claims.md#refusal-order: a role without rights sends requests that are wrong as well."""
    client, nobody = scratch.caller(), "00000000-0000-0000-0000-000000000000"
    functions, groups, keys = client("lambda"), client("logs"), client("kms")
    malformed = {
        "lambda": ask(functions.get_function, FunctionName="a name!"),
        "logs": ask(groups.create_log_group, logGroupName="a name!"),
        "kms": ask(keys.create_alias, AliasName="alias/a name!", TargetKeyId=nobody),
    }
    absent = {
        "lambda": ask(functions.get_function, FunctionName=scratch.name),
        "logs": ask(groups.delete_log_group, logGroupName=scratch.name),
        "kms": ask(keys.describe_key, KeyId=nobody),
    }
    model_first = all(one.code and not one.is_denied for one in malformed.values())
    rights_first = all(one.is_denied for one in absent.values())
    seen = [f"malformed, {name}: {one}" for name, one in malformed.items()]
    seen += [f"absent, {name}: {one}" for name, one in absent.items()]
    return Finding(
        Verdict.confirmed if model_first and rights_first else Verdict.refuted,
        "; ".join(seen),
        "a role without rights names what no model allows (must be refused by the model), and what"
        " does not exist (must be refused for the rights)",
    )
