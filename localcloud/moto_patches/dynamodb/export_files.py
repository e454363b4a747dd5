"""The files of an export: data in DynamoDB's JSON by lines, manifests and their checksums.

docs/claims.md#export-files
"""

import base64
import gzip
import hashlib
import json
import secrets
import uuid
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from moto.dynamodb.models.utilities import dynamo_json_dump

# A table has partitions, each with a file of its own, empty or not.
PARTITIONS = 3


class ExportedTable:
    """One export: what was asked, the items of that moment, and how far it is."""

    def __init__(self, table: Any, name: str, asked: dict[str, Any], items: Sequence[Any]) -> None:
        self.asked = asked
        self.arn = f"{table.table_arn}/export/{name}"
        prefix = asked.get("S3Prefix", "").strip("/")
        self.folder = "/".join(filter(None, (prefix, "AWSDynamoDB", name)))
        self._partitions: list[list[str]] = [[] for _ in range(PARTITIONS)]
        for item in items:
            place = zlib.crc32(str(item.hash_key.value).encode()) % PARTITIONS
            self._partitions[place].append(dynamo_json_dump(item.to_json(root_attr_name="Item")))
        now = datetime.now(UTC)
        kept = ("S3Bucket", "S3BucketOwner", "S3Prefix", "S3SseKmsKeyId", "ClientToken")
        self.description: dict[str, Any] = {
            "ExportArn": self.arn,
            "ExportStatus": "IN_PROGRESS",
            "ExportFormat": "DYNAMODB_JSON",
            "ExportType": "FULL_EXPORT",
            "TableArn": table.table_arn,
            "TableId": str(uuid.uuid5(uuid.NAMESPACE_URL, table.table_arn)),  # moto has none
            "StartTime": now,
            "ExportTime": now,
            "S3SseAlgorithm": asked.get("S3SseAlgorithm", "AES256"),
            **{name: asked[name] for name in kept if name in asked},
        }

    def fail(self, code: str, message: str) -> None:
        """End it without any file."""
        self.description |= {
            "ExportStatus": "FAILED",
            "EndTime": datetime.now(UTC),
            "FailureCode": code,
            "FailureMessage": message,
        }

    def write(self, buckets: Any) -> None:
        """Put all files into the bucket; the manifests come last."""
        self._put(buckets, f"{self.folder}/_started", b"")
        lines = [self._write_data(buckets, items) for items in self._partitions]
        files_key = f"{self.folder}/manifest-files.json"
        done: dict[str, Any] = {
            "ExportStatus": "COMPLETED",
            "EndTime": datetime.now(UTC),
            "ExportManifest": f"{self.folder}/manifest-summary.json",
            "ItemCount": sum(map(len, self._partitions)),
            "BilledSizeBytes": sum(len(line) for each in self._partitions for line in each),
        }
        summary = self._summary({**self.description, **done}, files_key)
        self._put_checked(buckets, files_key, "".join(f"{json.dumps(each)}\n" for each in lines))
        self._put_checked(buckets, done["ExportManifest"], json.dumps(summary))
        self.description |= done

    def _write_data(self, buckets: Any, items: Sequence[str]) -> dict[str, Any]:
        key = f"{self.folder}/data/{secrets.token_hex(13)}.json.gz"
        content = gzip.compress("".join(f"{line}\n" for line in items).encode())
        stored = self._put(buckets, key, content)
        return {
            "itemCount": len(items),
            "md5Checksum": _md5(content),
            "etag": stored.etag.strip('"'),
            "dataFileS3Key": key,
        }

    def _put_checked(self, buckets: Any, key: str, text: str) -> None:
        self._put(buckets, key, text.encode())
        self._put(buckets, f"{key.removesuffix('.json')}.checksum", _md5(text.encode()).encode())

    def _put(self, buckets: Any, key: str, content: bytes) -> Any:
        described = self.description
        return buckets.put_object(
            described["S3Bucket"],
            key,
            content,
            encryption={"KMS": "aws:kms"}.get(described["S3SseAlgorithm"], "AES256"),
            kms_key_id=described.get("S3SseKmsKeyId"),
        )

    @staticmethod
    def _summary(described: dict[str, Any], files_key: str) -> dict[str, Any]:
        return {
            "version": "2020-06-30",
            "exportArn": described["ExportArn"],
            "startTime": _written(described["StartTime"]),
            "endTime": _written(described["EndTime"]),
            "tableArn": described["TableArn"],
            "tableId": described["TableId"],
            "exportTime": _written(described["ExportTime"]),
            "s3Bucket": described["S3Bucket"],
            "s3Prefix": described.get("S3Prefix"),
            "s3SseAlgorithm": described["S3SseAlgorithm"],
            "s3SseKmsKeyId": described.get("S3SseKmsKeyId"),
            "manifestFilesS3Key": files_key,
            "billedSizeBytes": described["BilledSizeBytes"],
            "itemCount": described["ItemCount"],
            "outputFormat": described["ExportFormat"],
        }


def _md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode()


def _written(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
