"""Expressions are understood or refused, never guessed; values are converted as Terraform does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.terraform import Reference, as_bool, as_number, as_text, parts, references

ARN = Reference("aws_kms_key.key", ("arn",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("plain", ["plain"], id="text"),
        pytest.param("", [""], id="empty"),
        pytest.param("${aws_kms_key.key.arn}", [ARN], id="a reference"),
        pytest.param("a ${aws_kms_key.key.arn} b", ["a ", ARN, " b"], id="amid text"),
        pytest.param("${aws_kms_key.key.arn}${aws_kms_key.key.arn}", [ARN, ARN], id="two"),
        pytest.param(
            "${aws_lambda_function.a-b_c.logging_config[0].log_group}",
            [Reference("aws_lambda_function.a-b_c", ("logging_config", 0, "log_group"))],
            id="an index",
        ),
        pytest.param(
            "${data.aws_region.here.name}",
            [Reference("data.aws_region.here", ("name",))],
            id="a data source",
        ),
        pytest.param("$${aws_kms_key.key.arn}", ["${aws_kms_key.key.arn}"], id="escaped"),
        pytest.param("%%{if x}", ["%{if x}"], id="escaped directive"),
        pytest.param("100 % of $5", ["100 % of $5"], id="signs alone"),
    ],
)
def test_text_and_references_are_distinguished(text: str, expected: list[str | Reference]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "${max(1, 2)}",
        "${aws_kms_key.key}",
        "${aws_kms_key.key[0].arn}",
        "${var.name}",
        "${local.name}",
        "${each.value}",
        '${true ? "a" : "b"}',
        '${jsonencode({"a": aws_kms_key.key.arn})}',
        "${ aws_kms_key.key.arn }",
        "${aws_kms_key.key.arn",
        "%{ if true }a%{ endif }",
        "${aws_sqs_queue.*.arn}",
    ],
)
def test_anything_else_is_not_understood(text: str) -> None:
    assert parts(text) is None


@given(st.text(alphabet=st.characters(exclude_characters="$%")))
def test_text_without_signs_stands_for_itself(text: str) -> None:
    assert parts(text) == [text]


@given(st.text())
def test_no_text_makes_the_reader_raise(text: str) -> None:
    parts(text)


@given(st.text(), st.text())
def test_escaped_text_comes_back_as_it_was(before: str, after: str) -> None:
    escaped = (before + "x" + after).replace("${", "$${").replace("%{", "%%{")
    if "$$" not in before + after and "%%" not in before + after:
        assert parts(escaped) == [before + "x" + after]


def test_references_are_found_at_any_depth() -> None:
    raw = {"a": ["${aws_kms_key.key.arn}", {"b": "x${aws_kms_key.key.arn}"}], "c": 1, "d": None}

    assert list(references(raw)) == [ARN, ARN]


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3),
        (3.5, 3.5),
        ("3", 3),
        ("-1", -1),
        (True, None),
        ("three", None),
        (None, None),
        ([3], None),
    ],
)
def test_numbers_are_converted_as_terraform_does(value: object, number: float | None) -> None:
    assert as_number(value) == number


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, True), (False, False), ("true", True), ("false", False), (1, None), ("yes", None)],
)
def test_truth_values_are_converted_as_terraform_does(value: object, truth: bool | None) -> None:
    assert as_bool(value) is truth


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (False, "false"), (3, "3"), ("a", "a")]
)
def test_templates_show_values_as_terraform_does(value: object, text: str) -> None:
    assert as_text(value) == text
