"""An export has the files that AWS documents, and fails where AWS's does."""

import base64
import gzip
import hashlib
import json
import re
from typing import Any

import pytest

from tests.localcloud.conftest import Client, poll
from tests.localcloud.documents import allow
from tests.localcloud.identity.conftest import AsRole, as_role, refused

__all__ = ["as_role"]

BUCKET = "exports"
ITEMS = [
    {"symbol": {"S": f"T{number}"}, "price": {"N": "0.10"}, "of": {"SS": ["a", "b"]}}
    for number in range(9)
]
NEEDED = [
    allow("dynamodb:ExportTableToPointInTime dynamodb:DescribeExport"),
    allow("s3:PutObject s3:AbortMultipartUpload s3:PutObjectAcl"),
]


@pytest.fixture
def arn(client: Client) -> str:
    """A table with items and point-in-time recovery, and a bucket."""
    dynamodb = client("dynamodb")
    made = dynamodb.create_table(
        TableName="prices",
        KeySchema=[{"AttributeName": "symbol", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "symbol", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.update_continuous_backups(
        TableName="prices", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    for item in ITEMS:
        dynamodb.put_item(TableName="prices", Item=item)
    client("s3").create_bucket(Bucket=BUCKET)
    table_arn: str = made["TableDescription"]["TableArn"]
    return table_arn


def _ended(dynamodb: Any, arn: str, **options: Any) -> dict[str, Any]:
    """The description of an export once it is over."""
    begun = dynamodb.export_table_to_point_in_time(TableArn=arn, **{"S3Bucket": BUCKET, **options})[
        "ExportDescription"
    ]
    assert begun["ExportStatus"] == "IN_PROGRESS"
    assert "ItemCount" not in begun

    def ended() -> Any:
        found = dynamodb.describe_export(ExportArn=begun["ExportArn"])["ExportDescription"]
        return found if found["ExportStatus"] != "IN_PROGRESS" else None

    described: dict[str, Any] = poll(ended)
    return described


def _read(client: Client, key: str) -> bytes:
    content: bytes = client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return content


def _md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def test_an_export_has_manifests_checksums_and_all_items(client: Client, arn: str) -> None:
    done = _ended(client("dynamodb"), arn, S3Prefix="2026")

    assert (done["ExportStatus"], done["ItemCount"]) == ("COMPLETED", len(ITEMS))
    assert re.fullmatch(rf"{arn}/export/[0-9]{{14}}-[0-9a-f]{{8}}", done["ExportArn"])
    folder = f"2026/AWSDynamoDB/{done['ExportArn'].rpartition('/')[2]}"
    assert done["ExportManifest"] == f"{folder}/manifest-summary.json"
    keys = [each["Key"] for each in client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    names = ("_started", "manifest-files.checksum", "manifest-files.json",
             "manifest-summary.checksum", "manifest-summary.json")  # fmt: skip
    assert {f"{folder}/{name}" for name in names} <= set(keys)

    summary = json.loads(_read(client, done["ExportManifest"]))
    assert (summary["itemCount"], summary["s3Prefix"]) == (len(ITEMS), "2026")
    assert (summary["s3SseAlgorithm"], summary["s3SseKmsKeyId"]) == ("AES256", None)
    assert summary["outputFormat"] == "DYNAMODB_JSON"
    for name in ("files", "summary"):
        content = _read(client, f"{folder}/manifest-{name}.json")
        assert _read(client, f"{folder}/manifest-{name}.checksum").decode() == _md5(content)
    files = [json.loads(each) for each in _read(client, summary["manifestFilesS3Key"]).splitlines()]
    items = []
    for file in files:
        content = _read(client, file["dataFileS3Key"])
        assert file["md5Checksum"] == _md5(content)
        lines = gzip.decompress(content).splitlines()
        assert len(lines) == file["itemCount"]
        items += [json.loads(line)["Item"] for line in lines]
    assert sorted(items, key=lambda item: item["symbol"]["S"]) == ITEMS
    assert len(files) > 1


def test_what_is_stored_after_the_request_is_not_exported(client: Client, arn: str) -> None:
    dynamodb = client("dynamodb")
    asked = dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket=BUCKET)
    dynamodb.put_item(TableName="prices", Item={"symbol": {"S": "late"}})
    export = asked["ExportDescription"]["ExportArn"]

    def count() -> Any:
        return dynamodb.describe_export(ExportArn=export)["ExportDescription"].get("ItemCount")

    assert poll(count) == len(ITEMS)


def test_a_token_begins_one_export(client: Client, arn: str) -> None:
    dynamodb = client("dynamodb")
    wanted = {"TableArn": arn, "S3Bucket": BUCKET, "ClientToken": "once"}
    answers = [dynamodb.export_table_to_point_in_time(**wanted) for _ in range(2)]

    assert len({each["ExportDescription"]["ExportArn"] for each in answers}) == 1
    assert len(dynamodb.list_exports(TableArn=arn)["ExportSummaries"]) == 1
    code, *_ = refused(dynamodb.export_table_to_point_in_time, **wanted, S3Prefix="other")
    assert code == "ExportConflictException"


def test_without_recovery_nothing_is_exported(client: Client, arn: str) -> None:
    dynamodb = client("dynamodb")
    dynamodb.update_continuous_backups(
        TableName="prices", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )

    code, status, said = refused(
        dynamodb.export_table_to_point_in_time, TableArn=arn, S3Bucket=BUCKET
    )

    assert (code, status) == ("PointInTimeRecoveryUnavailableException", 400)
    assert said == "Point in time recovery is not enabled for table 'prices'"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"TableArn": "arn:aws:dynamodb:us-east-1:123456789012:table/x"}, "TableNotFoundException"),
        ({"S3Bucket": "-"}, "ValidationException"),
        ({"ExportFormat": "ION"}, "UnknownOperationException"),
        ({"ExportType": "INCREMENTAL_EXPORT"}, "UnknownOperationException"),
    ],
)
def test_what_cannot_be_exported_is_refused(
    client: Client, arn: str, options: dict[str, str], code: str
) -> None:
    wanted = {"TableArn": arn, "S3Bucket": BUCKET, **options}

    assert refused(client("dynamodb").export_table_to_point_in_time, **wanted)[0] == code


def test_an_unknown_export_is_not_found(client: Client, arn: str) -> None:
    export = f"{arn}/export/01234567890123-a1b2c3d4"

    assert refused(client("dynamodb").describe_export, ExportArn=export)[0] == (
        "ExportNotFoundException"
    )


def test_without_a_bucket_the_export_fails(client: Client, arn: str) -> None:
    done = _ended(client("dynamodb"), arn, S3Bucket="nowhere")

    assert (done["ExportStatus"], done["FailureCode"]) == ("FAILED", "S3NoSuchBucket")
    assert done["FailureMessage"] == "The specified bucket does not exist"


def test_dynamodb_writes_with_the_rights_of_its_caller(
    client: Client, arn: str, as_role: AsRole
) -> None:
    done = _ended(as_role(*NEEDED)("dynamodb"), arn)

    assert done["ExportStatus"] == "COMPLETED"
    assert client("s3").list_objects_v2(Bucket=BUCKET)["KeyCount"] > 5


def test_without_the_right_to_write_the_export_fails(
    client: Client, arn: str, as_role: AsRole
) -> None:
    done = _ended(as_role(NEEDED[0])("dynamodb"), arn)

    assert done["ExportStatus"] == "FAILED"
    assert "s3:PutObject" in done["FailureMessage"]
    assert client("s3").list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0


def test_a_customers_key_asks_for_the_right_to_it(
    client: Client, arn: str, as_role: AsRole
) -> None:
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]
    encrypted = {"S3SseAlgorithm": "KMS", "S3SseKmsKeyId": key}

    denied = _ended(as_role(*NEEDED)("dynamodb"), arn, **encrypted)
    done = _ended(client("dynamodb"), arn, **encrypted)

    assert "kms:GenerateDataKey" in denied["FailureMessage"]
    stored = client("s3").head_object(Bucket=BUCKET, Key=done["ExportManifest"])
    assert stored["ServerSideEncryption"] == "aws:kms"


def test_an_export_itself_needs_its_right(arn: str, as_role: AsRole) -> None:
    dynamodb = as_role(NEEDED[1])("dynamodb")

    code, _, said = refused(dynamodb.export_table_to_point_in_time, TableArn=arn, S3Bucket=BUCKET)

    assert code == "AccessDeniedException"
    assert f"dynamodb:ExportTableToPointInTime on resource: {arn}" in said
