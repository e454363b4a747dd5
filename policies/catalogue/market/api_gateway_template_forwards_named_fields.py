"""API Gateway request templates forward named fields only, escaped, and no body above 64 KB."""

import json
import re
from typing import Any

from policies import NOT_APPLICABLE, Card, Decision, Resource, Severity, Stack, Violation, expect
from policies.catalogue.market import PRICES

WHEN_MISSING = "API Gateway forwards the whole request"

CARD = Card(
    title="API Gateway request templates forward named fields only, escaped, and no body above 64"
    " KB",
    severity=Severity.HIGH,
    why="Dead-letter messages and invocation records contain what the template forwards. It must"
    " leave out the sender's credentials, keep the JSON valid despite quotes, and stay below the"
    " event limit of 256 KB.",
    remedy="Use webhook_template for application/json and text/plain. Add a new field to this"
    " policy, too.",
    source="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-mapping-template-reference.html",
    requirements=("R-A-17", "R-A-19"),
    when_missing=WHEN_MISSING,
    stacks=PRICES,
)

INTEGRATION = "aws_api_gateway_integration"
MEDIA_TYPES = {"application/json", "text/plain"}
# 64 KB in base64.
LONGEST_BODY = 87_384
HEADERS = (
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "x-cc-webhook-signature",
    "content-type",
)
BODY = re.compile(r'#if\(\$input\.body\.length\(\) > (\d+)\)null#else"\$input\.body"#end')
# AWS escapes an apostrophe as \', which is no JSON; the replacement is its own advice.
ESCAPED = r"""\$util\.escapeJavaScript\({}\)\.replaceAll\("\\\\'","'"\)"""
HEADER = re.compile(
    r"#set\(\$value = ''\)#foreach\(\$header in \$input\.params\(\)\.header\.keySet\(\)\)"
    r"#if\(\$header\.matches\('\(\?i\)(?P<name>[a-z-]+)'\)\)"
    r"#set\(\$value = \$input\.params\(\)\.header\.get\(\$header\)\)#end#end"
    r'"(?P=name)":"' + ESCAPED.format(r"\$value") + '"'
)
PATH = re.compile(ESCAPED.format(r"\$input\.params\('(exchange|token)'\)"))
# Fields that API Gateway adds itself.
PLAIN = {
    "$input.body.length()": '"length"',
    "$context.requestTimeEpoch": '"time"',
    "$context.requestId": "id",
}
FIELDS = {
    "body": "body",
    "body_length": "length",
    "exchange": "exchange",
    "received_at_ms": "time",
    "request_id": "id",
    "headers": dict.fromkeys(HEADERS, "header"),
}
TOKENS = ("", "token")
WANTED = "the named fields for application/json and text/plain"


def evaluate(resource: Resource, stack: Stack) -> Decision:
    """Compliant if both media types have the one template that yields exactly the fields."""
    if resource.type != INTEGRATION:
        return NOT_APPLICABLE
    found = expect(
        stack.value(resource, "request_templates"),
        "request_templates",
        _are_right,
        wanted=WANTED,
        when_missing=WHEN_MISSING,
    )
    if isinstance(found, Violation) and not found.found.startswith("no "):
        # The templates themselves are long; the tests of the template show what they lack.
        return Violation("request_templates that forward something else", WANTED)
    return found


def _are_right(found: Any) -> bool:
    if not isinstance(found, dict) or set(found) != MEDIA_TYPES:
        return False
    texts = set(map(str, found.values()))
    return len(texts) == 1 and _fields(texts.pop()) in [{**FIELDS, "token": one} for one in TOKENS]


def _fields(template: str) -> Any:
    """The object that the template yields, with a word for each thing; None if it is no object."""
    limits = [int(limit) for limit in BODY.findall(template)]
    if not limits or max(limits) > LONGEST_BODY:
        return None
    text = HEADER.sub(r'"\g<name>":"header"', BODY.sub('"body"', template))
    text = PATH.sub(r"\1", text)
    for expression, word in PLAIN.items():
        text = text.replace(expression, word)
    try:
        return json.loads(text)
    except ValueError:
        return None
