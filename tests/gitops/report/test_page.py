"""The page holds its data inertly, and nothing of the network."""

import json
import re
from datetime import UTC, datetime

import pytest

from gitops.report import page
from gitops.report.evidence import Evidence


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "\u2028", "&lt;", "$script", "${x}"])
def test_data_ends_no_element_and_reads_back_as_it_was(text: str) -> None:
    html = page.html(Evidence(text, datetime(2026, 1, 1, tzinfo=UTC), "", [], {}, []))
    held = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)

    assert held
    assert json.loads(held[1])["environment"] == text


def test_the_page_needs_no_network() -> None:
    html = page.html(Evidence("dev", datetime(2026, 1, 1, tzinfo=UTC), "", [], {}, []))

    assert "default-src 'none'" in html
    assert re.findall(r"""(?:src|href)=["'](?!#|data:)[^"']*""", html) == []
