"""`market export` on the embedded cloud."""

import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal
from localcloud.server import EmbeddedCloud
from market.cli import app
from tests.lambda_src.conftest import TABLE
from tests.localcloud.conftest import TIME_SCALE, Client, client, cloud

__all__ = ["client", "cloud"]

SUFFIX = "pr-7"
NAME = f"crypto-prices-{SUFFIX}"
BUCKET = "exports"
COUNT = 25


@pytest.fixture
def table(client: Client, cloud: EmbeddedCloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A table of ticks with point-in-time recovery, found by the command; and a bucket."""
    dynamodb = client("dynamodb")
    dynamodb.create_table(**{**TABLE, "TableName": NAME})
    dynamodb.update_continuous_backups(
        TableName=NAME, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    for number in range(COUNT):
        item = {
            "symbol": {"S": f"T{number % 4}-USD@coinbase"},
            "timestamp": {"N": f"{1_704_067_200_000 + number}.000001"},
            "price": {"N": f"{number}.10"},
        }
        dynamodb.put_item(TableName=NAME, Item=item)
    client("s3").create_bucket(Bucket=BUCKET)
    where = Cloud("local", cloud.endpoint, time_scale=TIME_SCALE)
    monkeypatch.setattr("market.commands.export.clouds.find", lambda _: where)
    return dynamodb


def _export(folder: Path, *options: str, bucket: str = BUCKET) -> Any:
    command = ["export", str(folder), "--bucket", bucket, "--suffix", SUFFIX, *options]
    return CliRunner().invoke(app, command)


def test_the_whole_table_becomes_parquet(table: Any, tmp_path: Path) -> None:
    done = _export(tmp_path / "all", "--prefix", "2026")

    assert done.exit_code == 0, done.output
    assert f"{COUNT} items in 3 files" in done.stdout
    rows = parquet.read_table(tmp_path / "all").to_pylist()
    stored = table.scan(TableName=NAME)["Items"]
    assert sorted((row["symbol"], row["timestamp"].value, row["price"]) for row in rows) == sorted(
        (
            item["symbol"]["S"],
            int(Decimal(item["timestamp"]["N"]) * 10**6),
            Decimal(item["price"]["N"]),
        )
        for item in stored
    )


def test_an_export_that_was_begun_is_fetched(table: Any, tmp_path: Path) -> None:
    first = _export(tmp_path / "first")
    arn = first.stdout.split()[1].rstrip(";")

    done = _export(tmp_path / "again", "--arn", arn)

    assert done.exit_code == 0, done.output
    assert len(table.list_exports()["ExportSummaries"]) == 1
    assert parquet.read_table(tmp_path / "again").num_rows == COUNT
    unknown = _export(tmp_path / "unknown", "--arn", f"{arn}0")
    assert isinstance(unknown.exception, Refusal)


def test_what_dynamodb_cannot_write_is_a_failure(table: Any, tmp_path: Path) -> None:
    done = _export(tmp_path / "all", bucket="nowhere")

    assert table
    assert isinstance(done.exception, Failure)
    assert "S3NoSuchBucket: The specified bucket does not exist" in str(done.exception)


def test_a_table_without_recovery_or_no_table_is_refused(table: Any, tmp_path: Path) -> None:
    off = {"PointInTimeRecoveryEnabled": False}
    table.update_continuous_backups(TableName=NAME, PointInTimeRecoverySpecification=off)
    done = _export(tmp_path / "all")
    assert isinstance(done.exception, Refusal)
    assert "Point in time recovery is not enabled" in str(done.exception)

    table.delete_table(TableName=NAME)
    assert isinstance(_export(tmp_path / "all").exception, Refusal)


def test_a_folder_with_files_is_refused(table: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    assert isinstance(_export(tmp_path).exception, Refusal)
    assert table.list_exports()["ExportSummaries"] == []


def test_a_folder_that_cannot_be_made_is_refused_before_the_export(
    table: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    assert isinstance(_export(tmp_path / "file" / "sub").exception, Refusal)
    assert isinstance(_export(tmp_path / "file").exception, Refusal)
    assert table.list_exports()["ExportSummaries"] == []


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-9], id="cut short"),
        pytest.param(lambda _: gzip.compress(b""), id="another file"),
        pytest.param(lambda _: b"no gzip", id="no gzip"),
        pytest.param(lambda _: gzip.compress(b"[1]\n"), id="no item"),
    ],
)
def test_a_damaged_file_is_never_taken_for_data(
    table: Any, client: Client, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    arn = _export(tmp_path / "whole").stdout.split()[1].rstrip(";")
    assert table
    s3 = client("s3")
    for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
        if each["Key"].endswith(".json.gz"):
            content = s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read()
            s3.put_object(Bucket=BUCKET, Key=each["Key"], Body=damage(content))

    done = _export(tmp_path / "damaged", "--arn", arn)

    assert isinstance(done.exception, Failure)
    assert list((tmp_path / "damaged").glob("*.parquet")) == []
