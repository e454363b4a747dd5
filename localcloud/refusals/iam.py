"""Roles: what IAM refuses of a trust policy and moto takes.

Sources: tests/recordings/aws/errors.jsonl
(test_create_role_with_malformed_assume_role_policy_document);
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, read 2026-11-26
(effects, and that a trust policy names no resource).
"""

import json
from collections.abc import Callable
from typing import Any

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_EFFECTS = ("Allow", "Deny")


def _document(name: str) -> Callable[[ServiceRequest], None]:
    def reject_malformed(request: ServiceRequest) -> None:
        try:
            document = json.loads(request.params[name])
        except ValueError as error:
            raise _malformed("This policy contains invalid Json") from error
        statements = document.get("Statement") if isinstance(document, dict) else None
        for statement in statements if isinstance(statements, list) else [statements]:
            if isinstance(statement, dict):
                _reject_statement(statement)

    return reject_malformed


def _reject_statement(statement: dict[str, Any]) -> None:
    if statement.get("Effect", "Allow") not in _EFFECTS:
        raise _malformed("Syntax errors in policy.")
    if "Resource" in statement or "NotResource" in statement:
        raise _malformed("Has prohibited field Resource")


def _malformed(message: str) -> ServiceError:
    return ServiceError("MalformedPolicyDocument", message, 400)


RULES: dict[str, tuple[Rule, ...]] = {
    "iam.CreateRole": (_document("AssumeRolePolicyDocument"),),
    "iam.UpdateAssumeRolePolicy": (_document("PolicyDocument"),),
}
