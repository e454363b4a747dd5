"""What proves api_gateway_rest_api_allows_listed_senders."""

from typing import Any

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import document

API, OWN = "aws_api_gateway_rest_api.api", "aws_api_gateway_rest_api_policy.api"
ARN = f"${{{API}.execution_arn}}"
WANTED = "wanted everybody allowed, and unlisted addresses denied on the path of an exchange"
KRAKEN = f"{ARN}/*/POST/webhooks/kraken"


def _says(effect: str, *paths: str, networks: tuple[str, ...] = ()) -> dict[str, Any]:
    said = {"Effect": effect, "Principal": "*", "Action": "execute-api:Invoke"}
    condition = {"NotIpAddress": {"aws:SourceIp": list(networks)}}
    return {**said, "Resource": list(paths)} | ({"Condition": condition} if networks else {})


EVERYBODY = _says("Allow", f"{ARN}/*")
UNLISTED = _says("Deny", KRAKEN, f"{KRAKEN}/*", networks=("192.0.2.1/32", "2001:db8::/32"))


def _row(name: str, answer: str, *statements: dict[str, Any]) -> Row:
    return Row(name, {f"{OWN}.policy": document(*statements)}, {API: f"found {answer}, {WANTED}"})


ROWS = Rows(
    resources={
        "aws_api_gateway_rest_api": {"api": {"name": "api-dev"}},
        "aws_api_gateway_rest_api_policy": {
            "api": {
                "rest_api_id": f"${{{API}.id}}",
                "policy": document(EVERYBODY, UNLISTED),
            }
        },
    },
    compliant=(API,),
    table=(
        Row("no policy at all", {OWN: REMOVED}),
        Row(
            "a policy within the API",
            {f"{API}.policy": document(_says("Deny", "*"))},
            {API: "found policy, wanted no policy"},
        ),
        Row(
            "the api is locked",
            {f"{API}.disable_execute_api_endpoint": True},
            {API: "found disable_execute_api_endpoint = true, wanted false"},
        ),
        _row("everybody is turned away", "nobody is allowed", UNLISTED),
        _row(
            "everybody is denied",
            f"the statement Deny, execute-api:Invoke, on {API}.execution_arn/*",
            EVERYBODY,
            _says("Deny", f"{ARN}/*"),
        ),
        _row(
            "unlisted addresses denied on every path",
            "the statement Deny, execute-api:Invoke, if aws:SourceIp NotIpAddress 192.0.2.1/32,"
            f" on {API}.execution_arn/*/POST/webhooks/*",
            EVERYBODY,
            _says("Deny", f"{ARN}/*/POST/webhooks/*", networks=("192.0.2.1/32",)),
        ),
        _row(
            "all addresses are those of the exchange",
            "the statement Deny, execute-api:Invoke, if aws:SourceIp NotIpAddress 0.0.0.0/0,"
            f" on {API}.execution_arn/*/POST/webhooks/kraken,"
            f" on {API}.execution_arn/*/POST/webhooks/kraken/*",
            EVERYBODY,
            _says("Deny", KRAKEN, f"{KRAKEN}/*", networks=("0.0.0.0/0",)),
        ),
        _row(
            "unlisted addresses that know a token",
            "the statement Deny, execute-api:Invoke, if aws:SourceIp NotIpAddress 192.0.2.1/32,"
            f" on {API}.execution_arn/*/POST/webhooks/kraken",
            EVERYBODY,
            _says("Deny", KRAKEN, networks=("192.0.2.1/32",)),
        ),
        _row(
            "unlisted addresses on no particular path",
            "the statement Deny, execute-api:Invoke",
            EVERYBODY,
            {"Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke"},
        ),
        _row(
            "no network",
            "the statement Deny, execute-api:Invoke, if aws:SourceIp NotIpAddress kraken,"
            f" on {API}.execution_arn/*/POST/webhooks/kraken,"
            f" on {API}.execution_arn/*/POST/webhooks/kraken/*",
            EVERYBODY,
            _says("Deny", KRAKEN, f"{KRAKEN}/*", networks=("kraken",)),
        ),
        Row(
            "two policies, of which AWS takes one",
            {f"{OWN}-2": {"rest_api_id": f"${{{API}.id}}", "policy": document(EVERYBODY)}},
            {API: "found 2 policies of the API, wanted one"},
        ),
        Row(
            "no document",
            {f"{OWN}.policy": "{}"},
            {API: f"found {OWN}: policy = '{{}}', wanted a policy document"},
        ),
        Row(
            "a document from elsewhere",
            {f"{OWN}.policy": '${file("policy.json")}'},
            {
                API: f'undecided: {OWN}: policy: the expression ${{file("policy.json")}}'
                " is not a readable document"
            },
        ),
    ),
)
