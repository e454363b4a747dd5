"""A request to a deployed API."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from werkzeug import Request

PREFIX = "/_aws/execute-api/"
"""The API's id, the stage and the path of the resource follow."""

PAYLOAD_LIMIT_BYTES = 10 * 1024 * 1024
"""https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html (payload size)."""


@dataclass(frozen=True)
class ApiRequest:
    """One request to one stage of an API.

    `path` starts with a slash and stays percent-encoded, as the client wrote it: API Gateway
    passes path parameters on undecoded (recorded: invocation-payload-with-path-encoded-email).
    """

    api_id: str
    stage: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    source_ip: str
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    received_s: float = field(default_factory=time.time)

    def header(self, name: str) -> str | None:
        """The value of a header, its name in any case; None if the client did not send it."""
        wanted = name.lower()
        return next((text for key, text in self.headers.items() if key.lower() == wanted), None)

    @property
    def media_type(self) -> str:
        """The content type without parameters; application/json when the client sent none.

        Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html.
        """
        content_type = self.header("content-type") or "application/json"
        return content_type.partition(";")[0].strip().lower()


def read_request(environ: dict[str, Any]) -> ApiRequest:
    """The request that the WSGI server received; of a repeated parameter the last value counts."""
    request = Request(environ, shallow=False)
    api_id, _, rest = _raw_path(environ).removeprefix(PREFIX).partition("/")
    stage, _, path = rest.partition("/")
    return ApiRequest(
        api_id=api_id,
        stage=stage,
        method=request.method,
        path=f"/{path}",
        query={name: request.args.getlist(name)[-1] for name in request.args},
        headers=dict(request.headers.items()),
        body=request.get_data(),
        source_ip=request.remote_addr or "127.0.0.1",
    )


def _raw_path(environ: dict[str, Any]) -> str:
    # werkzeug's server keeps the undecoded target here; clients of a proxy write it with the host.
    raw: str = environ.get("RAW_URI") or environ["PATH_INFO"]
    return urlsplit(raw).path
