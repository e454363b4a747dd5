"""Probes of API Gateway."""

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.scratch import CloudAnswer, Scratch, allow, ask
from gitops.adapters.cloud import REGION

TAG = "Probe"


def new_api_tags(scratch: Scratch) -> ClaimFinding:
    """new-api-tags: a role may give a new REST API one value of a tag only."""
    prefix = f"arn:{scratch.partition}:apigateway:{REGION}::"
    condition = {"StringEquals": {f"aws:RequestTag/{TAG}": scratch.name}}
    apis = scratch.caller(
        allow(["apigateway:POST"], f"{prefix}/restapis"),
        allow(["apigateway:PUT"], f"{prefix}/tags/*", Condition=condition),
    )("apigateway")

    def create(value: str) -> CloudAnswer:
        made = ask(apis.create_rest_api, name=scratch.name, tags={TAG: value})
        if not made.code:
            scratch.removes(
                scratch.client("apigateway").delete_rest_api, restApiId=made.response["id"]
            )
        return made

    right = scratch.patiently(lambda: create(scratch.name), lambda one: one.is_denied)
    wrong = create("another")
    return ClaimFinding(
        _verdict(right, wrong),
        f"CreateRestApi with the tag: {right}; with another value: {wrong}",
        "CreateRestApi by a role that may apigateway:POST on /restapis, and apigateway:PUT on"
        f" /tags/* only if aws:RequestTag/{TAG} has one value",
    )


def _verdict(right: CloudAnswer, wrong: CloudAnswer) -> ClaimVerdict:
    if not right.code and wrong.is_denied:
        return ClaimVerdict.confirmed
    # Any other error is about the request, not about rights.
    decided = right.is_denied or not (right.code or wrong.code)
    return ClaimVerdict.refuted if decided else ClaimVerdict.not_tried
