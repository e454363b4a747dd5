"""Lambda permissions let a service invoke a function only for one source of the stack."""

import re

from policies import Card, Known, Resource, Severity, Stack, expect
from policies.aws.policy_documents import ACCOUNT, neutral
from policies.aws.triggers import PERMISSION, named_function
from policies.engine.decision import COMPLIANT, NOT_APPLICABLE, Decision, Undecided, Violation

CARD = Card(
    title="Lambda permissions let a service invoke a function only for one source of the stack",
    severity=Severity.HIGH,
    why="A service invokes the function for any of its customers. Without a source, a log group,"
    " topic or API of any account can send events to the function.",
    remedy="Set function_name to a function of the stack, and source_arn to the log group (and :*),"
    " API (and /*/<verb>/<path>), topic or rule; for a log group also set source_account. Remove an"
    " aws_lambda_function_url: it has no source.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/permissions-granting.html",
    requirements=("R-A-9", "R-A-13"),
    when_missing="source_arn: every source; source_account: every account",
    overlaps_with=("lambda_configuration_is_reachable", "lambda_function_keeps_failed_events"),
)

NAME = r"[A-Za-z0-9_-]+"
# Principal -> what its source looks like, and that in words.
SOURCES = {
    "apigateway.amazonaws.com": (
        rf"aws_api_gateway_rest_api\.{NAME}\.execution_arn/\*/[A-Z]+/{NAME}(/({NAME}|\*))*",
        "the execution_arn of an API of this stack, and /*/<verb>/<path>",
    ),
    "events.amazonaws.com": (
        rf"aws_cloudwatch_event_rule\.{NAME}\.arn",
        "the arn of a rule of this stack",
    ),
    "logs.amazonaws.com": (
        rf"aws_cloudwatch_log_group\.{NAME}\.arn:\*",
        "the arn of a log group of this stack, and :*",
    ),
    "sns.amazonaws.com": (rf"aws_sns_topic\.{NAME}\.arn", "the arn of a topic of this stack"),
}
# AWS wants the account, too, where anybody can have a source of that name.
WITH_ACCOUNT = ("logs.amazonaws.com",)
FUNCTION_URL = "aws_lambda_function_url"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if one known service may invoke a function of the stack for one source of it."""
    if resource.type == FUNCTION_URL:
        return Violation("a function URL", "the API of the stack")
    if resource.type != PERMISSION:
        return NOT_APPLICABLE
    if named_function(resource, stack) is None:
        found = f"function_name = {stack.value(resource, 'function_name')}"
        return Violation(found, "a function of this stack")
    if resource.values.get("qualifier") is not None:
        return Violation("a qualifier", "none: services invoke the unqualified function")
    principal = stack.value(resource, "principal")
    decisions = [
        _is_one_of(resource, "action", ("lambda:InvokeFunction",), stack),
        _is_one_of(resource, "principal", tuple(SOURCES), stack),
    ]
    if isinstance(principal, Known) and str(principal.value) in SOURCES:
        form, words = SOURCES[str(principal.value)]
        decisions.append(_reads(resource, "source_arn", form, words, stack))
        if principal.value in WITH_ACCOUNT:
            decisions.append(_reads(resource, "source_account", ACCOUNT, "the account", stack))
    return next((decision for decision in decisions if decision != COMPLIANT), COMPLIANT)


def _is_one_of(
    resource: Resource, attribute: str, wanted: tuple[str, ...], stack: Stack
) -> Decision:
    return expect(
        stack.value(resource, attribute),
        attribute,
        lambda found: found in wanted,
        wanted=" or ".join(wanted),
        when_missing="AWS rejects it",
    )


def _reads(resource: Resource, attribute: str, form: str, words: str, stack: Stack) -> Decision:
    raw = resource.values.get(attribute)
    if raw is None:
        return Violation(f"no {attribute}", words)
    text = neutral(str(raw), stack)
    if text is None:
        return Undecided(f"{attribute}: the expression {raw} is more than strings and references")
    return COMPLIANT if re.fullmatch(form, text) else Violation(f"{attribute} = {text}", words)
