"""No character without a shape passes: neither into Terraform, nor into a comment or a terminal."""

import json

import pytest

from gitops.adapters.inert import inert
from gitops.adapters.markdown import visible
from gitops.plans.policy_documents import document
from policies.engine import secrets
from policies.engine.invisible import bare, is_invisible
from policies.engine.terraform_json.parsing import Malformed, parse

# Default_Ignorable_Code_Point of Unicode 16 (DerivedCoreProperties.txt, read 2026-11-27).
IGNORABLE = (
    *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
# Blanks that are symbols or marks: Braille without dots, a filler, a note without a head.
BLANK = (0x2800, 0x16FE4, 0x1D159)
UNSEEN = [chr(one) for first, last in IGNORABLE for one in range(first, last + 1)] + [
    chr(one) for one in BLANK
]


def test_all_of_them_are_invisible() -> None:
    assert [f"U+{ord(one):04X}" for one in UNSEEN if not is_invisible(one)] == []


def test_neither_a_comment_nor_a_terminal_shows_them_as_nothing() -> None:
    text = "".join(UNSEEN)

    assert set(visible(text, 10 * len(text))) & set(UNSEEN) == set()
    assert set(inert(text)) & set(UNSEEN) == set()


@pytest.mark.parametrize("hidden", ["\u3164", "\uffa0", "\u115f", "\u2800", "\ufe0f", "\ufeff"])
def test_terraform_gets_none_of_them(hidden: str) -> None:
    with pytest.raises(Malformed, match=f"the invisible character U\\+{ord(hidden):04X}"):
        parse(json.dumps({"a": f"x{hidden}y"}).encode())


def test_letters_marks_and_signs_are_visible() -> None:
    assert not any(map(is_invisible, "aÄ中한é→😀 \u0301"))
    parse(json.dumps({"a": "Schlüssel für 한국 → ok"}).encode())


@pytest.mark.parametrize("around", ["\ufeff", "\u200b \n", "\u3164", "\x00", "\u00a0"])
def test_a_document_behind_them_is_one(around: str) -> None:
    held = {"Statement": [{"Effect": "Allow"}]}
    text = f"{around}{json.dumps(held)}{around}"

    assert bare(text) == json.dumps(held)
    assert document(text) == secrets.document(text) == held


@pytest.mark.parametrize("text", ["", " ", "\ufeff", "\u3164\u3164"])
def test_of_nothing_else_nothing_is_left(text: str) -> None:
    assert bare(text) == ""
