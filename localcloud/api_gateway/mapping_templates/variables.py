"""The variables $input and $util of mapping templates.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from localcloud.api_gateway.mapping_templates.escapes import escape_java_script
from localcloud.api_gateway.mapping_templates.java_map import JavaMap
from localcloud.api_gateway.mapping_templates.json_path import find


class Input:
    """The variable $input; `body` is the payload as text."""

    def __init__(self, body: str, params: Mapping[str, Mapping[str, str]]) -> None:
        self.body = body
        self._params = JavaMap({location: JavaMap(each) for location, each in params.items()})

    def params(self, name: str | None = None) -> Any:
        """All parameters by location, or the first of this name in path, query string, header."""
        if name is None:
            return self._params
        values = (_named(location, name) for location in self._params.values())
        return next((value for value in values if value is not None), "")

    def path(self, path: str) -> Any:
        """The value at a JSONPath of the body."""
        return find(self._document(), path)

    def json(self, path: str) -> str:
        """The value at a JSONPath of the body, as JSON."""
        return json.dumps(find(self._document(), path), separators=(",", ":"), ensure_ascii=False)

    def _document(self) -> Any:
        return json.loads(self.body, object_hook=JavaMap) if self.body else JavaMap()


def _named(values: JavaMap, name: str) -> str | None:
    """The value of a parameter, the exact case of its name first."""
    # A WSGI server does not know in which case the client wrote a header.
    names = [name, *(each for each in values if each.lower() == name.lower())]
    return next((values[each] for each in names if each in values), None)


class Util:
    """The variable $util."""

    def escapeJavaScript(self, text: Any) -> str:  # noqa: N802 (the name in templates)
        """See `escapes.escape_java_script`; a value that is no text becomes JSON first."""
        return escape_java_script(text if isinstance(text, str) else json.dumps(text))

    def parseJson(self, text: str) -> Any:  # noqa: N802 (the name in templates)
        """The value of a JSON text."""
        return json.loads(text, object_hook=JavaMap)

    def urlEncode(self, text: str) -> str:  # noqa: N802 (the name in templates)
        """The form encoding of a text."""
        return quote_plus(text)

    def urlDecode(self, text: str) -> str:  # noqa: N802 (the name in templates)
        """Undo urlEncode."""
        return unquote_plus(text)

    def base64Encode(self, text: str) -> str:  # noqa: N802 (the name in templates)
        """The base64 of the UTF-8 bytes of a text."""
        return base64.b64encode(text.encode()).decode()

    def base64Decode(self, text: str) -> str:  # noqa: N802 (the name in templates)
        """Undo base64Encode; bytes that are no UTF-8 become replacement characters."""
        return base64.b64decode(text).decode(errors="replace")
