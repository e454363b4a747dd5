"""What STS refuses in a request for a session, whoever asks.

Sources: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, read 2026-11-26;
recordings of real AWS for the sentences.
"""

import re

from localcloud.authorization import grammar
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_BAD_REQUEST, _NOT_IMPLEMENTED = 400, 501
_ROLE = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")
# Nobody uses them here; to ignore them would grant more, or other, than was asked for.
_UNSUPPORTED = {"PolicyArns", "ProvidedContexts", "SerialNumber", "SourceIdentity", "TokenCode"}


def _role(request: ServiceRequest) -> None:
    role = request.params["RoleArn"]
    if not _ROLE.fullmatch(role):
        raise ServiceError("ValidationError", f"{role} is invalid", _BAD_REQUEST)


def _supported(request: ServiceRequest) -> None:
    if unknown := _UNSUPPORTED & set(request.params):
        asked = f"{request.operation.partition('.')[2]} with {', '.join(sorted(unknown))}"
        text = f"the embedded cloud lacks {asked}"
        raise ServiceError("NotImplemented", text, _NOT_IMPLEMENTED)


def _tags(request: ServiceRequest) -> None:
    keys = [each["Key"] for each in request.params.get("Tags", [])]
    if len({key.lower() for key in keys}) < len(keys):
        text = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        raise ServiceError("InvalidParameterValue", text, _BAD_REQUEST)
    if not set(request.params.get("TransitiveTagKeys", [])) <= set(keys):
        text = "The specified transitive tag key must be included in the requested tags."
        raise ServiceError("InvalidParameterValue", text, _BAD_REQUEST)


def _policy(request: ServiceRequest) -> None:
    if "Policy" not in request.params:
        return
    try:
        grammar.check(request.params["Policy"], "Resource")
    except grammar.MalformedPolicy as error:
        text = "Syntax errors in policy." if error.element else "This policy contains invalid Json"
        raise ServiceError("MalformedPolicyDocument", text, _BAD_REQUEST) from error


RULES: dict[str, tuple[Rule, ...]] = {
    "sts.AssumeRole": (_role, _supported, _tags, _policy),
    "sts.AssumeRoleWithWebIdentity": (_role, _supported, _policy),
}
