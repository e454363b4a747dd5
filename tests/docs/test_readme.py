"""The README is short, shows what is printed today, and its pictures suit a web page."""

import html
import re
import struct
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, anchors, links
from tests.pictures import terminal

README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = sorted((ROOT / "docs" / "pictures").iterdir())
MOST_LINES = 120
MOST_BYTES = 400_000
# Twice the width and height at which the picture is shown.
WIDTH, MOST_HEIGHT = 2 * 920, 2 * 1_200


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len(README.splitlines()) <= MOST_LINES


def test_it_shows_every_picture() -> None:
    shown = {link for link in links(README) if link.startswith("docs/pictures/")}

    assert shown == {path.relative_to(ROOT).as_posix() for path in PICTURES}


def test_the_steps_that_it_prints_are_those_of_a_cycle() -> None:
    sources = "\n".join(path.read_text() for path in (ROOT / "gitops").rglob("*.py"))
    printed = re.findall(r"^ok ([a-z ]+?)  ", README, re.MULTILINE)

    assert len(printed) > 10
    assert [step for step in printed if f'"{step}"' not in sources] == [], "run: make pictures"


def test_the_text_and_the_picture_of_a_cycle_are_of_one_cycle() -> None:
    (block,) = terminal.BLOCK.findall(README)
    drawn = (ROOT / "docs" / "pictures" / "cycle.svg").read_text(encoding="utf-8")
    words = html.unescape("".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn)))

    assert "".join(block.split()) in "".join(words.split()), "run: make pictures"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_light_and_needs_nothing_from_elsewhere(picture: Path) -> None:
    content = picture.read_bytes()

    assert len(content) < MOST_BYTES
    if picture.suffix == ".png":
        width, height = struct.unpack(">II", content[16:24])
        assert (width, height <= MOST_HEIGHT) == (WIDTH, True)
    else:
        assert b"url(http" not in content


def test_contributing_has_the_chapter_that_the_release_workflow_names() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    assert "from-branch-to-release" in anchors(text)
    assert re.search(r"^6\. \*\*Release\.\*\*", text, re.MULTILINE)
