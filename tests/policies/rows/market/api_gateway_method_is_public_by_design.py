"""What proves api_gateway_method_is_public_by_design."""

from tests.policies.documents import REMOVED, Row, Rows

METHOD = "aws_api_gateway_method.signed"

ROWS = Rows(
    resources={"aws_api_gateway_method": {"signed": {"authorization": "NONE"}}},
    compliant=(METHOD,),
    table=(
        Row(
            "senders who sign for IAM only",
            {f"{METHOD}.authorization": "AWS_IAM"},
            {METHOD: 'found authorization = "AWS_IAM", wanted "NONE"'},
        ),
        Row(
            "senders with a key of API Gateway only",
            {f"{METHOD}.api_key_required": True},
            {METHOD: "found api_key_required = true, wanted false"},
        ),
        Row("no key, by name", {f"{METHOD}.api_key_required": "false"}),
        Row(
            "nothing said",
            {f"{METHOD}.authorization": REMOVED},
            {METHOD: 'found no authorization (AWS rejects the method), wanted "NONE"'},
        ),
        Row(
            "decided elsewhere",
            {f"{METHOD}.authorization": "${var.authorization}"},
            {
                METHOD: "undecided: authorization:"
                " the expression ${var.authorization} is more than strings and references"
            },
        ),
        Row("another kind of resource", {"aws_sqs_queue.plain": {"authorization": "AWS_IAM"}}),
    ),
)
