"""A secret is known by its name or by its form, and what is none stays readable."""

import json
import re
import time
from typing import Any

import pytest
from detect_secrets.plugins import (
    artifactory,
    aws,
    azure_storage_key,
    basic_auth,
    discord,
    github_token,
    jwt,
    mailchimp,
    private_key,
    sendgrid,
    slack,
    square_oauth,
    stripe,
    twilio,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from market.webhook_secret_detector import WebhookSecretDetector
from policies.engine import secrets
from policies.engine.card import Card, Severity
from policies.engine.catalogue import Policy
from policies.engine.decision import Decision, Undecided, Violation
from policies.engine.evaluation import verdicts_of
from policies.engine.marks import MASK
from policies.engine.resource import Resource
from policies.engine.stack import Stack
from policies.engine.values import Known

DETECTORS: list[Any] = [
    artifactory.ArtifactoryDetector, aws.AWSKeyDetector, azure_storage_key.AzureStorageKeyDetector,
    basic_auth.BasicAuthDetector, discord.DiscordBotTokenDetector, github_token.GitHubTokenDetector,
    jwt.JwtTokenDetector, mailchimp.MailchimpDetector,
    private_key.PrivateKeyDetector, sendgrid.SendGridDetector, slack.SlackDetector,
    square_oauth.SquareOAuthDetector, stripe.StripeDetector, twilio.TwilioKeyDetector,
    WebhookSecretDetector,
]  # fmt: skip
# The others find a word and a secret some lines apart; our names do that.
FORMED = [
    pattern
    for detector in DETECTORS
    for pattern in detector.denylist
    if not re.match(r"\(\?i:artif|aws\.", pattern.pattern)
]
FORMS = [
    "sk-live-" + "4f9aQ2",
    "AKIA" + "ABCDEFGHIJKLMNOP",
    "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----",
    "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "https://me:" + "hush-hush@example.org/",
    "redis://:" + "hush@cache:6379",
    "ghp_" + "a1" * 18,
    "npm_" + "a1" * 18,
    "github_pat_" + "11AAAAAAA0abcdefghijkl",
    "https://hooks.slack" + ".com/services/T000/B000/XXXXXXXX",
    "Authorization: Bearer " + "abcdef.123456.ghijk",
    "Authorization: Bearer " + "abcdefghijklmnop",
    "my_" + "AKIA" + "IOSFODNN7EXAMPLE",
    "postgres://u:" + "hun/ter2@h/db",
    "postgres://us,er:" + "hunter2@h/db",
    "postgres://u:" + "p@ss@h/db",
]
NAMES = [
    "API_TOKEN", "DB_PASSWORD", "SECRET", "SECRET_KRAKEN", "PRIVATE_KEY", "AWS_SECRET_ACCESS_KEY",
    "apiToken", "clientSecret", "db-password", "SECRET_KEY", "SESSION_TOKEN_2", "PGPASSWORD",
    "DB_PASS", "PASS", "DBPASS", "PASSCODE", "STRIPE_KEY", "HMAC_KEY", "WEBHOOK_KEY", "MASTER_KEY",
    "dbPass", "spring.datasource.password",
]  # fmt: skip
PLAIN = {
    "SECRET_PARAMETER_PREFIX": "/market-pipelines/webhook-secret/",
    "api_key_source": "HEADER",
    "credentials": "arn:aws:iam::123456789012:role/api",
    "token.actions.githubusercontent.com:sub": "repo:o/r:environment:dev",
    "source_code_hash": "aB3/" * 10 + "aB3=",
    "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1b2c3d4e-0000-4444-8888-0123456789ab",
    "source_arn": "arn:aws:execute-api:us-east-1:123456789012:abc123/prod/POST/webhooks/kraken9",
    "DEBUG_TOKEN": "true",
    "url": "https://sqs.us-east-1.amazonaws.com/123456789012/market-data-DLQ-pr-7",
    "TOKEN": "${aws_ssm_parameter.token.name}",
    "BYPASS": "governance",
    "compass": "north",
    "pass_through": "headers",
    "passThrough": "headers",
    "master_key_id": "main",
    "hash_key": "pk",
    "password": "required",
    "registry": "https://example.org:8443/a and me@example.org",
}
CARD = Card("Title", Severity.LOW, "Why", "Remedy", "https://example.org", ("R",), "absent")
CARELESS = Resource("prices", "aws_lambda_function", "f", {})


@pytest.mark.parametrize("text", FORMS)
def test_the_form_of_a_secret_is_enough(text: str) -> None:
    assert secrets.is_secret("", text)
    assert secrets.mask({"LEVEL": ["x", text]}) == {"LEVEL": [MASK, MASK]}
    assert text.rsplit("://", maxsplit=1)[-1] not in secrets.mask_text(f"found {text} there")


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_secret_is_enough(name: str) -> None:
    assert secrets.is_secret(name, "hush-hush")
    for text in (
        f"{name}=hush-hush",
        f"{name} = hush-hush, next",
        json.dumps({name: "hush-hush"}),
        json.dumps(json.dumps({name: "hush-hush"})),
        json.dumps({name: "$hush-hush"}),
        json.dumps({name: "hush-hush " * 30})[:90],
        f"{name}: 'hush-hush'" if name.isupper() else f"'{name}': 'hush-hush'",
    ):
        assert "hush-hush" not in secrets.mask_text(text)


@pytest.mark.parametrize("pattern", FORMED, ids=lambda pattern: pattern.pattern[:40])
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_what_detect_secrets_knows_by_its_form_is_masked(
    pattern: re.Pattern[str], data: Any
) -> None:
    text = data.draw(st.from_regex(pattern, fullmatch=True, alphabet=st.characters(codec="ascii")))

    assert secrets.mask_text(f' "{text}" ') != f' "{text}" '


@pytest.mark.parametrize(("name", "value"), PLAIN.items())
def test_what_only_speaks_of_a_secret_stays_readable(name: str, value: str) -> None:
    document = {name: value}

    assert secrets.mask(document) == document
    assert secrets.mask_text(json.dumps(document)) == json.dumps(document)


@pytest.mark.parametrize(
    "text",
    [
        "lambda_function_holds_no_secret: prices: aws_lambda_function.f: found a secret in X",
        "kraken has no webhook secret in dev; give it one: gitops secret set kraken --generate",
        "Made from the plans of 0123456789abcdef0123456789abcdef01234567",
        '{"token":"","id":"$context.requestId"}',
        "password: required",
        "token: see docs",
        "  secret: it was rotated",
        "aws_ssm_parameter.webhook_secret: Creating...",
        "aws_ssm_parameter.webhook_secret: Creation complete after 0s [id=x]",
        "policies/lambda_function_environment_has_no_secrets: order-book",
        "the secret of --suffix dev, and a token - one per exchange",
        "https://github.com/o/r/blob/main/x:y@v1",
    ],
)
def test_a_sentence_about_secrets_stays_readable(text: str) -> None:
    assert secrets.mask_text(text) == text


def test_letters_and_digits_by_chance_are_a_secret_but_in_digests() -> None:
    digest = "0123456789abcdef" * 4

    assert secrets.is_secret("SETTINGS", digest)
    assert not secrets.is_secret("etag", digest)
    assert secrets.mask({"triggers": {"parts": digest}}) == {"triggers": {"parts": digest}}


@pytest.mark.parametrize(
    "value",
    [
        "arn:aws:iam::666666666666:role/prod-orders-webhook-queue-AdminRole1",
        "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:7",
        "arn:aws:iam::666666666666:role/${aws_sqs_queue.q.name}-OrdersWebhookQueueAdminRole1",
        {"Sid": "AllowEventBridgeToInvokeTheProcessorV2", "Action": "*"},
    ],
)
def test_what_says_whose_rights_are_meant_is_readable(value: Any) -> None:
    assert not secrets.is_secret("role", value)
    assert not secrets.is_secret("policy", json.dumps({"Statement": [value]}))
    assert secrets.is_secret("role", f"{value} AbCdEf0123456789AbCdEf0123456789xyZ")


def test_a_secret_is_found_in_pairs_of_name_and_value_and_in_json_within_text() -> None:
    pair = {"name": "API_TOKEN", "value": "hush"}

    assert secrets.mask(pair) == {"name": "API_TOKEN", "value": MASK}
    assert secrets.mask({"name": "/app/DB_PASSWORD", "insecure_value": "hush"}) == {
        "name": "/app/DB_PASSWORD",
        "insecure_value": MASK,
    }
    assert secrets.mask({"definition": json.dumps([pair])}) == {"definition": MASK}
    assert secrets.mask({"secret": {"a": ["hush"]}}) == {"secret": {"a": [MASK]}}


@pytest.mark.parametrize(
    "text",
    [
        "password: hunter2",
        "  db:\n    password: hunter\n    host: db",
        "- password : hunter2  # ours",
        "PASSWORD  =  hunter2",
        "PASSWORD\t=\thunter2",
        "spring.datasource.password: hunter2",
        "spring.datasource.password=hunter2",
        "psql --password hunter2 --host db",
        "psql --db-password hunter",
        "error: password: hunter2 is wrong",
        "ERROR: PASSWORD=hunter2",
        'if token == "hunter2"',
        "{password: hunter}",
        "curl -H 'x-api-key: hunter' https://example.org",
        "ParameterKey=DbPassword,ParameterValue=hunter2",
        '{"ParameterKey": "DbPassword", "ParameterValue": "hunter2"}',
        json.dumps(json.dumps([{"name": "/app/API_TOKEN", "value": "hunter2"}])),
    ],
)
def test_a_text_may_give_a_secret_its_name_in_many_ways(text: str) -> None:
    masked = secrets.mask_text(text)

    assert MASK in masked
    assert "hunter" not in masked


def test_of_a_password_with_an_at_sign_nothing_is_left() -> None:
    text = "cannot reach postgres://u:" + "p@ss@host/db of me@example.org"

    assert secrets.mask_text(text) == (f"cannot reach postgres://{MASK}@host/db of me@example.org")


def test_a_number_with_the_name_of_a_secret_is_one_and_a_truth_is_none() -> None:
    said = {"db_password": 12345678, "pin": {"passcode": [1.5]}, "token": True, "max_tokens": 5}

    assert secrets.mask(said) == {
        "db_password": MASK, "pin": {"passcode": [MASK]}, "token": True, "max_tokens": 5,
    }  # fmt: skip


def test_an_object_with_a_secret_among_its_keys_is_masked_as_a_whole() -> None:
    assert secrets.mask({"users": {FORMS[0]: {"level": 1}}, "a": 1}) == {"users": MASK, "a": 1}


def test_a_pair_of_a_stack_parameter_is_one_of_name_and_value() -> None:
    pair = {"ParameterKey": "DbPassword", "ParameterValue": "hunter2"}

    assert secrets.mask(pair) == {**pair, "ParameterValue": MASK}


def test_a_known_value_is_masked_when_it_becomes_text() -> None:
    assert str(Known({"API_TOKEN": "hush", "LEVEL": "INFO"})) == (
        f'{{"API_TOKEN": "{MASK}", "LEVEL": "INFO"}}'
    )


@pytest.mark.parametrize(
    "decision",
    [Violation("API_TOKEN=hush", f"nothing like {FORMS[0]}"), Undecided('{"API_TOKEN": "hush"}')],
)
def test_whatever_a_policy_says_is_masked(decision: Decision) -> None:
    policy = Policy("the_policy", CARD, lambda _resource, _stack: decision)
    [verdict] = verdicts_of(policy, [Stack("prices", [CARELESS])])

    assert MASK in verdict.message
    assert not [one for one in ("hush", FORMS[0]) if one in verdict.message]


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "a-",
        "BEGIN ",
        "aB3",
        '"TOKEN": "$',
        "://a:",
        "://a:b@",
        "x=",
        "=",
        "{",
        "password: ",
        "--token ",
        "name=x,",
        "TOKEN='",
        "a.",
        "key ",
        "Bearer ",
        "eyJ-",
    ],
)
def test_a_huge_text_is_judged_in_no_time(part: str) -> None:
    began = time.process_time()
    secrets.mask_text(part * 100_000)
    secrets.is_secret("", part * 100_000)

    assert time.process_time() - began < 60
