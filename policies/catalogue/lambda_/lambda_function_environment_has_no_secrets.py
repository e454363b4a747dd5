"""Lambda environment variables contain no secrets."""

import re

from policies import Card, Resource, Severity, Stack
from policies.aws.function_variables import variables_of
from policies.engine import terraform
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda environment variables contain no secrets",
    severity=Severity.HIGH,
    why="Environment variables appear in the repository, the plan, the state and the console."
    " Anyone who reads one of them has the secret.",
    remedy="Store the secret as an SSM SecureString and pass only its name to the function. Let a"
    " variable refer to resources of the stack or hold a plain setting.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
    requirements=("R-A-20",),
    when_missing="no variables, no secrets",
)

# Names of variables whose value is the secret itself.
SECRET_NAMES = re.compile(
    r"(SECRETS?|PASSWORD|PASSPHRASE|TOKENS?|CREDENTIALS?|(PRIVATE|API|ACCESS|SIGNING)_KEY)$",
    re.IGNORECASE,
)
SECRETS = re.compile(
    r"""(A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}           # access keys of AWS
      | whsec_\S+                                      # Standard Webhooks
      | -----BEGIN\ [A-Z ]*PRIVATE\ KEY                # PEM
      | gh[opsu]_[A-Za-z0-9]{36} | xox[abpr]-\S{10,}   # GitHub, Slack
      | \b[0-9a-fA-F]{32,}\b                           # a digest or a key in hex
      | (?=[A-Za-z+/_-]*[0-9])(?=[a-z0-9+/_-]*[A-Z])(?=[A-Z0-9+/_-]*[a-z])[A-Za-z0-9+/_-]{32,}
    """,
    re.VERBOSE,
)

PASSWORD = re.compile(r"://[^/\s:@]+:[^/\s@]+@")
# The steps of a path are short words, however long the whole of it is.
ADDRESS = re.compile(r"https?://[^\s\"']+")


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if no variable is called like a secret, or looks like one."""
    if resource.type != "aws_lambda_function":
        return NOT_APPLICABLE
    held = variables_of(resource)
    if held is None:
        why = f"environment is {stack.value(resource, 'environment')}"
        return Undecided(why, "environment")
    decisions = (_is_plain(name, held.get(name)) for name in sorted(held))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_plain(name: str, raw: object) -> Decision:
    parts = terraform.parts(str(raw))
    if parts is None:
        return Undecided(f"{name}: the expression {raw} is more than strings and references")
    texts = [part for part in parts if isinstance(part, str)]
    if raw is not None and any(_tells(name, text) for text in texts):
        return Violation(f"a secret in {name}", "a reference, or the name of a secret")
    return COMPLIANT


def _tells(name: str, text: str) -> bool:
    if SECRET_NAMES.search(name) or PASSWORD.search(text):
        return True
    return bool(SECRETS.search(ADDRESS.sub(lambda one: one.group().replace("/", " "), text)))
