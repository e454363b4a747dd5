"""Renders mapping templates, which are written in the Velocity Template Language."""

import functools
from typing import Any

from airspeed import Template, TemplateError

from localcloud.api_gateway.gateway_responses import internal_error


def render(template: str, variables: dict[str, Any]) -> str:
    """The text of a template with its variables.

    Raises:
        GatewayError: the template cannot be parsed or fails; API Gateway answers 500.
    """
    try:
        return str(_compiled(template).merge(variables))
    except TemplateError as error:
        raise internal_error() from error


@functools.lru_cache
def _compiled(template: str) -> Template:
    return Template(template)
