"""The decision on a request: the caller's policies, the resource's, and the keys of the action."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from localcloud.authorization import reference
from localcloud.authorization.evaluation import Decision, Policies, decide
from localcloud.authorization.patterns import Context, is_among
from localcloud.authorization.statements import Request, Statement
from localcloud.identity import decisions, grants, propagation, resources
from localcloud.identity.needs import Need
from localcloud.identity.principals import Principal
from localcloud.identity.recent_refusals import RefusedAction, recent

# Service-specific keys that the modules of `operations` supply where the request has them.
_SUPPLIED = frozenset({
    "cloudwatch:alarmactions", "cloudwatch:namespace",
    "iam:passedtoservice", "iam:permissionsboundary", "iam:policyarn",
    "kms:calleraccount", "kms:encryptioncontext:", "kms:encryptioncontextkeys",
    "kms:grantisforawsresource", "kms:grantoperations", "kms:granteeprincipal", "kms:viaservice",
    "lambda:functionarn", "lambda:functionurlauthtype", "lambda:principal",
    "s3:if-match", "s3:if-none-match", "s3:prefix", "s3:x-amz-acl",
    "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "sns:endpoint", "sns:protocol", "ssm:overwrite",
})  # fmt: skip


@dataclass(frozen=True)
class MissingRight:
    """Why a request is refused: the caller's name, the right that is missing, AWS's reason."""

    principal: str
    action: str
    resource: str
    because: str

    @property
    def message(self) -> str:
        """AWS's sentence.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
        """
        return (
            f"User: {self.principal} is not authorized to perform: {self.action}"
            f" on resource: {self.resource} {self.because}"
        )


def missing_right(principal: Principal, needs: Iterable[Need]) -> MissingRight | None:
    """The first right that the principal lacks, None if it has all.

    Raises:
        UnknownAction, UnknownOperator, UnknownConditionKey: nothing is guessed.
    """
    for need in needs:
        decision = decision_on(principal, need)
        if not decision.allowed:
            missing = MissingRight(principal.name, need.action, need.resource, decision.because)
            recent.add(RefusedAction(*vars(missing).values()))
            return missing
    return None


def decision_on(
    principal: Principal, need: Need, resource_policy: Sequence[Statement] | None = None
) -> Decision:
    """The decision on one right; `resource_policy` in place of the resource's own, if given."""
    keys = reference.condition_keys(need.action)
    request = Request(
        need.action,
        need.resource,
        principal.caller,
        _context(principal, need, keys),
        unsupplied=frozenset(keys - _SUPPLIED - _TAGS) | _MISSING,
    )
    policies = _policies(principal, need, resource_policy)
    decision = decide(request, policies)
    decisions.active.add(request, policies, allowed=decision.allowed)
    return decision


_TAGS = frozenset({"aws:resourcetag/", "aws:requesttag/", "aws:tagkeys"})
# Global keys of every request on AWS, or of every session, that nobody computes here.
_MISSING = frozenset({
    "aws:multifactorauthage", "aws:multifactorauthpresent", "aws:referer", "aws:sourceidentity",
    "aws:tokenissuetime", "aws:useragent", "aws:username",
})  # fmt: skip


def _context(principal: Principal, need: Need, keys: frozenset[str]) -> Context:
    """The global keys, and of the others those that AWS supplies for this action."""
    tags = _tags(need)
    own = {**need.context, **{f"aws:ResourceTag/{name}": tags[name] for name in tags}}
    if need.action.startswith("kms:"):
        own |= {"kms:CallerAccount": principal.caller.account} if principal.caller.account else {}
    shown = {key: value for key, value in own.items() if _is_shown(key, keys)}
    return {**principal.context, **shown}


def _tags(need: Need) -> resources.Tags:
    latest = resources.tags(need.resource)
    if not need.action.startswith("kms:"):
        return latest
    operation = need.action.replace(":", ".")
    return propagation.active.key_tags(need.resource, operation, latest)


def _is_shown(key: str, keys: frozenset[str]) -> bool:
    return key in _ALWAYS_SHOWN or is_among(key, keys)


_ALWAYS_SHOWN = frozenset(
    {"aws:ViaAWSService", "aws:CalledVia", "aws:SourceArn", "aws:SourceAccount"}
)


def _policies(
    principal: Principal, need: Need, resource_policy: Sequence[Statement] | None
) -> Policies:
    is_key = ":kms:" in need.resource and ":key/" in need.resource
    resource = resources.policy(need.resource) if resource_policy is None else resource_policy
    if is_key:
        resource = [*resource, *grants.statements(need.resource, principal.role_id)]
    return Policies(
        principal.identity, resource, principal.boundary, principal.session, is_key=is_key
    )
