"""A function says at its start which setting is wrong."""

from collections.abc import Callable, Mapping

import pytest

from lambda_src.shared import settings
from lambda_src.shared.settings import BadSetting


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        pytest.param(settings.text, "x", "x", id="text"),
        pytest.param(settings.flag, "true", True, id="true"),
        pytest.param(settings.flag, "false", False, id="false"),
        pytest.param(settings.whole_number, "300", 300, id="seconds"),
        pytest.param(settings.whole_number, "0", 0, id="no seconds"),
    ],
)
def test_a_setting_is_read(
    read: Callable[[Mapping[str, str], str], object], value: str, expected: object
) -> None:
    assert read({"NAME": value}, "NAME") == expected


@pytest.mark.parametrize(
    ("read", "environ", "message"),
    [
        pytest.param(
            settings.text, {}, "The environment variable NAME is not set.", id="missing"
        ),
        pytest.param(
            settings.text, {"NAME": ""}, "The environment variable NAME is not set.", id="empty"
        ),
        pytest.param(
            settings.flag, {"NAME": "True"}, 'NAME is "True"; it must be "true" or "false".',
            id="not a flag",
        ),
        pytest.param(
            settings.whole_number, {"NAME": "-1"},
            'NAME is "-1"; it must be a whole number.', id="negative",
        ),
        pytest.param(
            settings.whole_number, {"NAME": "²"},
            'NAME is "²"; it must be a whole number.', id="not ASCII",
        ),
    ],
)  # fmt: skip
def test_a_bad_setting_is_named_with_its_remedy(
    read: Callable[[Mapping[str, str], str], object], environ: Mapping[str, str], message: str
) -> None:
    with pytest.raises(BadSetting) as caught:
        read(environ, "NAME")

    assert str(caught.value) == message
