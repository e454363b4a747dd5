"""What the door hands over to Lambda, in API Gateway's template language (VTL)."""

# Base64 of 64 KB. A larger body is not handed over: an event, its dead letter and its destination
# record must each stay below 256 KB.
MAX_BODY_BASE64 = 87_384

HEADERS = (
    "webhook-id",
    "webhook-timestamp",
    "webhook-signature",
    "x-cc-webhook-signature",
    "content-type",
)
EXCHANGE_IN_PATH = "$input.params('exchange')"
TOKEN_IN_PATH = "$input.params('token')"  # noqa: S105 (a template, no secret)


def webhook_template(*, token: bool) -> str:
    """The request template: one JSON object, valid whatever the sender sends.

    `token` says whether the path has one. The body is base64 already: every media type counts as
    binary here and is converted to text.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
    """
    headers = ",".join(_header(name) for name in HEADERS)
    return (
        f'{{"body":#if($input.body.length() > {MAX_BODY_BASE64})null#else"$input.body"#end,'
        '"body_length":$input.body.length(),'
        f'"exchange":"{_text(EXCHANGE_IN_PATH)}",'
        f'"token":"{_text(TOKEN_IN_PATH) if token else ""}",'
        '"received_at_ms":$context.requestTimeEpoch,'
        '"request_id":"$context.requestId",'
        f'"headers":{{{headers}}}}}'
    )


def _header(name: str) -> str:
    """A member of the headers object; a header's name has any case, an absent one is empty."""
    return (
        "#set($value = '')#foreach($header in $input.params().header.keySet())"
        f"#if($header.matches('(?i){name}'))#set($value = $input.params().header.get($header))#end"
        f'#end"{name}":"{_text("$value")}"'
    )


def _text(expression: str) -> str:
    r"""The expression's value as the inside of a JSON string.

    escapeJavaScript turns an apostrophe into \', which is not JSON; AWS's own reference (the page
    above) advises the replacement.
    """
    return f"$util.escapeJavaScript({expression})" + r""".replaceAll("\\'","'")"""
