"""Probes of Lambda."""

import io
import json
import zipfile
from typing import Any

from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.scratch import CloudAnswer, Scratch, allow, ask

LAMBDA = {"Service": "lambda.amazonaws.com"}
SENDS = ["sqs:SendMessage"]
RECEIVES = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
REFUSED = "InvalidParameterValueException"
RIGHTS = "does not have permissions"


def role_check_sees_tag(scratch: Scratch) -> ClaimFinding:
    """role-check-sees-tag: a role whose boundary names its queue by the role's tag."""
    url = scratch.client("sqs").create_queue(QueueName=scratch.name)["QueueUrl"]
    scratch.removes(scratch.client("sqs").delete_queue, QueueUrl=url)
    role = scratch.role(
        "function",
        LAMBDA,
        [allow([*SENDS, *RECEIVES])],
        PermissionsBoundary=_boundary(scratch),
        Tags=[{"Key": "Environment", "Value": scratch.id}],
    )
    queue = scratch.arn("sqs", scratch.name)
    function = _function(scratch, role, DeadLetterConfig={"TargetArn": queue})
    mapping = _mapping(scratch, queue) if not function.code else function
    return ClaimFinding(
        _verdict(function, mapping),
        f"CreateFunction: {function}; CreateEventSourceMapping: {mapping}",
        "CreateFunction with a dead-letter queue and CreateEventSourceMapping, with a role whose"
        " boundary allows the queue *-${aws:PrincipalTag/Environment}",
    )


def _boundary(scratch: Scratch) -> str:
    name = scratch.arn("sqs", "*-${aws:PrincipalTag/Environment}")
    document = {"Version": "2012-10-17", "Statement": [allow([*SENDS, *RECEIVES], name)]}
    iam = scratch.client("iam")
    made = iam.create_policy(PolicyName=scratch.name, PolicyDocument=json.dumps(document))
    arn = str(made["Policy"]["Arn"])
    scratch.removes(iam.delete_policy, PolicyArn=arn)
    return arn


def _mapping(scratch: Scratch, queue: str) -> CloudAnswer:
    functions = scratch.client("lambda")
    made = scratch.patiently(
        lambda: ask(
            functions.create_event_source_mapping,
            FunctionName=scratch.name,
            EventSourceArn=queue,
            Enabled=False,
        ),
        lambda one: one.code == REFUSED,
    )
    if not made.code:
        scratch.removes(functions.delete_event_source_mapping, UUID=made.response["UUID"])
    return made


def _function(scratch: Scratch, role: str, **settings: Any) -> CloudAnswer:
    """A function that nobody invokes; IAM may show its role late."""
    functions = scratch.client("lambda")
    made = scratch.patiently(
        lambda: ask(
            functions.create_function,
            FunctionName=scratch.name,
            Runtime="python3.13",
            Handler="index.handler",
            Role=role,
            Code={"ZipFile": _code()},
            **settings,
        ),
        lambda one: one.code == REFUSED,
    )
    if not made.code:
        scratch.removes(functions.delete_function, FunctionName=scratch.name)
    return made


def _code() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.py", "def handler(event, context):\n    return None\n")
    return buffer.getvalue()


def _verdict(*answers: CloudAnswer) -> ClaimVerdict:
    if not any(one.code for one in answers):
        return ClaimVerdict.confirmed
    refused = any(one.code == REFUSED and RIGHTS in one.message for one in answers)
    return ClaimVerdict.refuted if refused else ClaimVerdict.not_tried


def listed_variables(scratch: Scratch) -> ClaimFinding:
    """list-functions-variables: a role that may list functions, and not decrypt."""
    ours = {"AWS": scratch.arn("iam", "root")}
    key = scratch.key([allow(["kms:*"], Principal=ours)], scratch.client("kms"))
    role = scratch.role("function", LAMBDA, [])
    made = key if key.code else _function(
        scratch,
        role,
        KMSKeyArn=key.response["KeyMetadata"]["Arn"],
        Environment={"Variables": {"PROBE": scratch.name}},
    )  # fmt: skip
    tried = "ListFunctions by a role without kms:Decrypt; one function's variables have a key"
    if made.code:
        return ClaimFinding(ClaimVerdict.not_tried, f"the function was not made: {made}", tried)
    functions = scratch.caller(allow(["lambda:ListFunctions"]))("lambda")
    listed = scratch.patiently(lambda: ask(functions.list_functions), lambda one: one.is_denied)
    return _shown(scratch, listed, functions, tried)


def _shown(scratch: Scratch, listed: CloudAnswer, functions: Any, tried: str) -> ClaimFinding:
    if listed.code:
        return ClaimFinding(ClaimVerdict.not_tried, f"ListFunctions: {listed}", tried)
    pages = functions.get_paginator("list_functions").paginate()
    found = [one for one in pages.search("Functions[]") if one["FunctionName"] == scratch.name]
    if not found:
        return ClaimFinding(ClaimVerdict.not_tried, "the function is not in the list", tried)
    environment = found[0].get("Environment", {})
    shown = environment.get("Variables", {}).get("PROBE") == scratch.name
    return ClaimFinding(
        ClaimVerdict.refuted if shown else ClaimVerdict.confirmed,
        f"Environment: {environment}",
        tried,
    )
