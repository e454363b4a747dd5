"""Policies: what IAM refuses of them and moto takes.

Sources: tests/recordings/aws/errors.jsonl
(test_create_role_with_malformed_assume_role_policy_document);
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html, read 2026-11-26
(effects, and that a trust policy names no resource, and only the policy of a resource a principal).
"""

import json
from typing import Any

from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import (
    BaseIAMPolicyValidator,
    IAMPolicyDocumentValidator,
    IAMTrustPolicyDocumentValidator,
)

from localcloud.authorization import grammar
from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError

_EFFECTS = ("Allow", "Deny")
_SYNTAX = "Syntax errors in policy."


def _trust(name: str) -> Rule:
    def reject_malformed(request: ServiceRequest) -> None:
        text = request.params[name]
        for statement in _statements(text):
            if statement.get("Effect", "Allow") not in _EFFECTS:
                raise _malformed(_SYNTAX)
            if "Resource" in statement or "NotResource" in statement:
                raise _malformed("Has prohibited field Resource")
        _reject(text, IAMTrustPolicyDocumentValidator(text), "Principal")

    return reject_malformed


def _identity(request: ServiceRequest) -> None:
    text = request.params["PolicyDocument"]
    _reject(text, IAMPolicyDocumentValidator(text), "Resource")
    if any(each.keys() & {"Principal", "NotPrincipal"} for each in _statements(text)):
        raise _malformed("Policy document should not specify a principal.")


def _statements(text: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(text)
    except ValueError as error:
        raise _malformed("This policy contains invalid Json") from error
    found = document.get("Statement") if isinstance(document, dict) else None
    listed = found if isinstance(found, list) else [found]
    return [each for each in listed if isinstance(each, dict)]


def _reject(text: str, validator: BaseIAMPolicyValidator, *required: str) -> None:
    """Refuse it with moto's sentences, which tell more, else by the grammar."""
    try:
        validator.validate()
        grammar.check(text, *required)
    except MalformedPolicyDocument as error:
        raise _malformed(error.message) from error
    except grammar.MalformedPolicy as error:
        raise _malformed(_SYNTAX) from error


def _malformed(message: str) -> ServiceError:
    return ServiceError("MalformedPolicyDocument", message, 400)


RULES: dict[str, tuple[Rule, ...]] = {
    "iam.CreatePolicy": (_identity,),
    "iam.CreatePolicyVersion": (_identity,),
    "iam.CreateRole": (_trust("AssumeRolePolicyDocument"),),
    "iam.PutGroupPolicy": (_identity,),
    "iam.PutRolePolicy": (_identity,),
    "iam.PutUserPolicy": (_identity,),
    "iam.UpdateAssumeRolePolicy": (_trust("PolicyDocument"),),
}
