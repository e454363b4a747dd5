"""Every setting that environments.toml may hold has its row, with the default that applies."""

import json
import tomllib
from dataclasses import fields

import pytest

from stacks.__main__ import main
from stacks.account_settings import AccountSettings
from stacks.environment import Environment
from stacks.settings import IDENTITY, environment
from stacks.settings_reference import ENVIRONMENT, settings


def test_the_app_prints_every_setting_that_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--settings"]) == 0

    printed = json.loads(capsys.readouterr().out)
    assert printed == settings()
    names = {each.name for each in (*fields(Environment), *fields(AccountSettings))} - IDENTITY
    assert {each["name"] for each in printed} == names | {"state_bucket"}
    assert all(each["meaning"].endswith(".") for each in printed)


def test_a_default_is_what_holds_when_nobody_writes_it() -> None:
    written = "\n".join(
        f"{each['name']} = {each['default']}"
        for each in settings()
        if each["tables"] == ENVIRONMENT and each["name"] != "exchange_endpoints"
    )
    table = {"exchange_endpoints": {"kraken": "https://kraken.example"}}

    spelled = environment({"default": {**table, **tomllib.loads(written)}}, "pr-7")

    assert spelled == environment({"default": table}, "pr-7")
