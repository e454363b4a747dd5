"""The event that API Gateway sends to Lambda, as a mapping template (VTL)."""

# Base64 of 64 KB. API Gateway drops a larger body: an event, its dead-letter message and its
# destination record must each stay below 256 KB.
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
    """The mapping template of a request: one JSON object, valid for any input.

    `token`: the path ends with a token. The body is base64 already, because the API treats every
    media type as binary and converts it to text.
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
    """One member of the headers object: names match in any case, an absent header is empty."""
    return (
        "#set($value = '')#foreach($header in $input.params().header.keySet())"
        f"#if($header.matches('(?i){name}'))#set($value = $input.params().header.get($header))#end"
        f'#end"{name}":"{_text("$value")}"'
    )


def _text(expression: str) -> str:
    r"""The value of the expression, escaped for a JSON string.

    escapeJavaScript turns an apostrophe into \', which is not JSON; the AWS page above advises
    this replacement.
    """
    return f"$util.escapeJavaScript({expression})" + r""".replaceAll("\\'","'")"""
