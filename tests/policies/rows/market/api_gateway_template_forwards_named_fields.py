"""What proves api_gateway_template_forwards_named_fields."""

from policies.catalogue.market.api_gateway_template_forwards_named_fields import HEADERS
from tests.policies.documents import REMOVED, Row, Rows

INTEGRATION = "aws_api_gateway_integration.api"
TEMPLATES = f"{INTEGRATION}.request_templates"
ESCAPE = r""".replaceAll("\\'","'")"""
EXCHANGE, TOKEN = "$input.params('exchange')", "$input.params('token')"
WANTED = "wanted the named fields for application/json and text/plain"


def _text(expression: str) -> str:
    return f"$util.escapeJavaScript({expression}){ESCAPE}"


def _header(name: str) -> str:
    return (
        "#set($value = '')#foreach($header in $input.params().header.keySet())"
        f"#if($header.matches('(?i){name}'))#set($value = $input.params().header.get($header))#end"
        f'#end"{name}":"{_text("$value")}"'
    )


def _template(*, headers: tuple[str, ...] = HEADERS, token: str = "", longest: int = 87_384) -> str:
    listed = ",".join(map(_header, headers))
    return (
        f'{{"body":#if($input.body.length() > {longest})null#else"$input.body"#end,'
        '"body_length":$input.body.length(),'
        f'"exchange":"{_text(EXCHANGE)}","token":"{token}",'
        '"received_at_ms":$context.requestTimeEpoch,"request_id":"$context.requestId",'
        f'"headers":{{{listed}}}}}'
    )


def _both(template: str) -> dict[str, str]:
    return {"application/json": template, "text/plain": template}


def _row(name: str, template: str) -> Row:
    found = f"found request_templates that forward something else, {WANTED}"
    return Row(name, {TEMPLATES: _both(template)}, {INTEGRATION: found})


RIGHT = _template()

ROWS = Rows(
    resources={"aws_api_gateway_integration": {"api": {"request_templates": _both(RIGHT)}}},
    compliant=(INTEGRATION,),
    table=(
        Row(
            "the path's token",
            {TEMPLATES: _both(_template(token=_text(TOKEN)))},
        ),
        _row("one header more", _template(headers=(*HEADERS, "authorization"))),
        _row("one header less", _template(headers=HEADERS[1:])),
        _row("a body above 64 KB", _template(longest=87_385)),
        _row(
            "the body whatever its length",
            RIGHT.replace("#if($input.body.length() > 87384)null#else", ""),
        ),
        _row("a text as it was sent", RIGHT.replace(_text("$value"), "$value", 1)),
        _row("an apostrophe that breaks the JSON", RIGHT.replace(ESCAPE, "", 1)),
        _row(
            "the clock of the sender",
            RIGHT.replace("$context.requestTimeEpoch", "$input.json('$.t')"),
        ),
        _row(
            "who asked", RIGHT.replace('"headers"', '"ip":"$context.identity.sourceIp","headers"')
        ),
        _row("a header under another name", RIGHT.replace('"webhook-id":', '"id":')),
        Row(
            "one media type only",
            {TEMPLATES: {"application/json": RIGHT}},
            {INTEGRATION: f"found request_templates that forward something else, {WANTED}"},
        ),
        Row(
            "no templates",
            {TEMPLATES: REMOVED},
            {
                INTEGRATION: "found no request_templates (API Gateway forwards the whole request),"
                f" {WANTED}"
            },
        ),
        Row(
            "a template that is decided elsewhere",
            {TEMPLATES: _both("${var.template}")},
            {
                INTEGRATION: "undecided: request_templates:"
                " the expression ${var.template} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {}}),
    ),
)
