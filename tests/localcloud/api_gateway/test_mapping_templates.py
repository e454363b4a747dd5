r"""Mapping templates: the variables, the escapes, and the language itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.api_gateway.gateway_responses import GatewayError
from localcloud.api_gateway.mapping_templates.escapes import escape_java_script
from localcloud.api_gateway.mapping_templates.json_path import UnknownPath, find
from localcloud.api_gateway.mapping_templates.render import render
from localcloud.api_gateway.mapping_templates.variables import Input, Util

PARAMS = {
    "path": {"exchange": "coinbase", "both": "from the path"},
    "querystring": {"limit": "5", "both": "from the query"},
    "header": {"Webhook-Id": "m'1", "both": "from a header"},
}
BODY = json.dumps({"a": {"b-c": [1, {"d": "ü"}]}, "price": 0.1, "flag": True})


def rendered(template: str, body: str = BODY) -> str:
    variables = {
        "input": Input(body, PARAMS),
        "util": Util(),
        "context": {"requestTimeEpoch": 1700000000000, "identity": {"sourceIp": "127.0.0.1"}},
        "stageVariables": {"color": "blue"},
    }
    return render(template, variables)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("$input.body", BODY, id="the body as it is"),
        pytest.param("$input.params('exchange')", "coinbase", id="a path parameter"),
        pytest.param("$input.params('limit')", "5", id="a query parameter"),
        pytest.param("$input.params('Webhook-Id')", "m'1", id="a header"),
        pytest.param("$input.params('webhook-id')", "m'1", id="a header in another case"),
        pytest.param("$input.params('both')", "from the path", id="path before query, header"),
        pytest.param("[$input.params('missing')]", "[]", id="a missing parameter is empty"),
        pytest.param("$input.params().path.exchange", "coinbase", id="parameters by place"),
        pytest.param("$input.params().header.get('Webhook-Id')", "m'1", id="get of a place"),
        pytest.param("$input.json('$.a')", '{"b-c":[1,{"d":"ü"}]}', id="part of the body as JSON"),
        pytest.param(
            "$input.json('$')",
            '{"a":{"b-c":[1,{"d":"ü"}]},"price":0.1,"flag":true}',
            id="the whole body as JSON",
        ),
        pytest.param("$input.path('$.a.b-c[1].d')", "ü", id="part of the body"),
        pytest.param("$input.path('$').flag", "true", id="a boolean as VTL writes it"),
        pytest.param("$util.urlEncode('a b&c')", "a+b%26c", id="urlEncode"),
        pytest.param("$util.urlDecode('a+b%26c')", "a b&c", id="urlDecode"),
        pytest.param("$util.base64Encode('ü')", "w7w=", id="base64Encode"),
        pytest.param("$util.base64Decode('w7w=')", "ü", id="base64Decode"),
        pytest.param("$util.parseJson('{\"x\": [7]}').x[0]", "7", id="parseJson"),
        pytest.param("$util.escapeJavaScript('a/b')", r"a\/b", id="escapeJavaScript"),
        pytest.param("$context.requestTimeEpoch", "1700000000000", id="a context variable"),
        pytest.param("$context.identity.sourceIp", "127.0.0.1", id="a nested one"),
        pytest.param("$stageVariables.color", "blue", id="a stage variable"),
        pytest.param("#set($x = $input.body.length())$x", str(len(BODY)), id="length of the body"),
        pytest.param("#if($input.body.length() > 5)long#{else}short#end", "long", id="if"),
        pytest.param(
            "#foreach($k in $input.params().path.keySet())$k#if($foreach.hasNext),#end#end",
            "exchange,both",
            id="foreach with hasNext",
        ),
        pytest.param("$input.params().path.containsKey('x')", "false", id="containsKey"),
        pytest.param("$input.params().header.size()", "2", id="size"),
        pytest.param("$input.path('$').isEmpty()", "false", id="isEmpty"),
        pytest.param(
            "#set($m = $util.parseJson('{}'))$m.put('a', 1)$m", "{a=1}", id="put, and a map as text"
        ),
    ],
)
def test_a_template_renders_as_documented(template: str, expected: str) -> None:
    assert rendered(template) == expected


def test_an_empty_body_is_an_empty_document() -> None:
    assert rendered("$input.json('$')", body="") == "{}"


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("#set($x = )", id="a template that does not parse"),
        pytest.param("$input.json('$..x')", id="a JSONPath that is not understood"),
        pytest.param("$input.json(1, 2, 3)", id="a call that fails"),
    ],
)
def test_a_template_that_fails_is_an_internal_server_error(template: str) -> None:
    with pytest.raises(GatewayError, match=r"^Internal server error$") as error:
        rendered(template)
    assert error.value.status == 500


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("it's", r"it\'s", id="apostrophe, which JSON does not know"),
        pytest.param('"', r"\"", id="quote"),
        pytest.param("\\", r"\\", id="backslash"),
        pytest.param("/", r"\/", id="slash"),
        pytest.param("\n\r\t\b\f", r"\n\r\t\b\f", id="line breaks and the like"),
        pytest.param("\x00\x1f", r"\u0000\u001F", id="control characters"),
        pytest.param("ü€", r"\u00FC\u20AC", id="beyond ASCII"),
        pytest.param("😀", r"\uD83D\uDE00", id="beyond the basic plane"),
        pytest.param("a~\x7f", "a~\x7f", id="the rest of ASCII"),
    ],
)
def test_a_text_is_escaped_as_java_script(text: str, escaped: str) -> None:
    assert escape_java_script(text) == escaped


@given(st.text(st.characters(codec="utf-8")))
def test_an_escaped_text_with_its_apostrophes_undone_is_json_of_the_text(text: str) -> None:
    escaped = escape_java_script(text)
    assert escaped.isascii()
    assert json.loads('"' + re.sub(r"\\(.)", _keep_unless_apostrophe, escaped) + '"') == text


def _keep_unless_apostrophe(escape: re.Match[str]) -> str:
    return "'" if escape[1] == "'" else escape[0]


HOSTILE = r"""{"id": "$util.escapeJavaScript($input.params('id')).replaceAll("\\'","'")"}"""


@given(st.text(st.characters(codec="utf-8")))
def test_the_replace_all_of_a_template_makes_json_of_any_parameter(text: str) -> None:
    variables: dict[str, Any] = {"input": Input("", {"path": {"id": text}}), "util": Util()}
    assert json.loads(render(HOSTILE, variables)) == {"id": text}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("$", {"a": [{"b": 1}], "c d": 2}, id="everything"),
        pytest.param("$.a[0].b", 1, id="names and places"),
        pytest.param("$['c d']", 2, id="a name in brackets"),
        pytest.param('$["a"][0]', {"b": 1}, id="a name in double quotes"),
        pytest.param("$.a[7].b", None, id="a place beyond the end"),
        pytest.param("$.missing.x", None, id="a missing name"),
        pytest.param("$[0]", None, id="a place in an object"),
    ],
)
def test_a_json_path_leads_to(path: str, expected: Any) -> None:
    assert find({"a": [{"b": 1}], "c d": 2}, path) == expected


@pytest.mark.parametrize("path", ["$..b", "$.a[*]", "$.a[?(@.b)]"])
def test_a_json_path_with_more_than_steps_is_rejected(path: str) -> None:
    with pytest.raises(UnknownPath, match=f"^unsupported JSONPath: {re.escape(path)}$"):
        find({"a": [{"b": 1}]}, path)
