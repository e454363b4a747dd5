"""Probes of how AWS refuses requests."""

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.scratch import Scratch, ask

# CloudWatch Logs has a code of its own for what its model does not allow.
BY_THE_MODEL = {"ValidationException", "InvalidParameterException"}
LONGEST_PARAMETER_NAME = 2048  # of GetParameter, in its API reference


def refusal_order(scratch: Scratch) -> ClaimFinding:
    """refusal-order: a role without rights sends requests that are wrong as well."""
    client, nobody = scratch.caller(), "00000000-0000-0000-0000-000000000000"
    keys, groups, parameters = client("kms"), client("logs"), client("ssm")
    malformed = {
        "kms": ask(keys.create_alias, AliasName="alias/a name!", TargetKeyId=nobody),
        "logs": ask(groups.create_log_group, logGroupName="a name!"),
        "ssm": ask(parameters.get_parameter, Name="x" * (LONGEST_PARAMETER_NAME + 1)),
    }
    absent = {
        "kms": ask(keys.describe_key, KeyId=nobody),
        "logs": ask(groups.delete_log_group, logGroupName=scratch.name),
        "ssm": ask(parameters.get_parameter, Name=scratch.name),
    }
    model_first = all(one.code in BY_THE_MODEL for one in malformed.values())
    rights_first = all(one.is_denied for one in absent.values())
    seen = [f"malformed, {name}: {one}" for name, one in malformed.items()]
    seen += [f"absent, {name}: {one}" for name, one in absent.items()]
    return ClaimFinding(
        ClaimVerdict.confirmed if model_first and rights_first else ClaimVerdict.refuted,
        "; ".join(seen),
        "a role without rights names what no model allows (must be refused by the model), and what"
        " does not exist (must be refused for the rights)",
    )
