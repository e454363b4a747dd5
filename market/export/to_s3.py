"""Asks DynamoDB for an export to S3, and reads its files.

An export costs no read capacity and disturbs nobody.
docs/claims.md#export-files
"""

import base64
import gzip
import hashlib
import io
import json
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure, Refusal

POLL_SECONDS = 10.0
Item = dict[str, Any]


@dataclass(frozen=True)
class Destination:
    """Where DynamoDB writes an export; `key` is the KMS key that encrypts it, else S3's own."""

    bucket: str
    prefix: str = ""
    key: str = ""

    def parameters(self) -> dict[str, str]:
        """The parameters of the request."""
        encryption = {"S3SseAlgorithm": "KMS", "S3SseKmsKeyId": self.key} if self.key else {}
        prefix = {"S3Prefix": self.prefix} if self.prefix else {}
        return {"S3Bucket": self.bucket, **prefix, **encryption}


@dataclass(frozen=True)
class DataFile:
    """A file of an export: its key in the bucket, how many items it holds, and its MD5."""

    key: str
    items: int
    md5: str


class TableExport:
    """The export of one table."""

    def __init__(self, cloud: Cloud, table: str, destination: Destination) -> None:
        self._dynamodb = client(cloud, "dynamodb")
        self._s3 = client(cloud, "s3")
        self._table = table
        self._destination = destination
        self._pause = POLL_SECONDS * cloud.time_scale

    def begin(self) -> str:
        """Ask for the export; return its ARN.

        Raises:
            Refusal: there is no such table, or it has no point-in-time recovery.
        """
        known = self._dynamodb.exceptions
        try:
            table = self._dynamodb.describe_table(TableName=self._table)["Table"]
            answer = self._dynamodb.export_table_to_point_in_time(
                TableArn=table["TableArn"], **self._destination.parameters()
            )
        except (
            known.ResourceNotFoundException,
            known.PointInTimeRecoveryUnavailableException,
        ) as error:
            raise Refusal(f"{self._table} cannot be exported: {error}") from None
        return str(answer["ExportDescription"]["ExportArn"])

    def wait(self, arn: str, progress: Callable[[str], None]) -> str:
        """Wait until the export is complete, some minutes on AWS; return the key of its manifest.

        Raises:
            Refusal: there is no such export.
            Failure: DynamoDB could not write it, and why.
        """
        began = time.monotonic()
        while True:
            described = self._describe(arn)
            if described["ExportStatus"] == "COMPLETED":
                return str(described["ExportManifest"])
            if described["ExportStatus"] == "FAILED":
                reason = f"{described.get('FailureCode')}: {described.get('FailureMessage')}"
                raise Failure(f"DynamoDB could not export {self._table}: {reason}")
            progress(f"DynamoDB writes to S3, {time.monotonic() - began:.0f} s")
            time.sleep(self._pause)

    def files(self, manifest: str) -> list[DataFile]:
        """The data files that the manifest names.

        Raises:
            Failure: the manifests contradict each other.
        """
        summary = json.loads(self._read(manifest))
        lines = self._read(summary["manifestFilesS3Key"]).splitlines()
        described = [json.loads(line) for line in lines if line.strip()]
        files = [
            DataFile(each["dataFileS3Key"], each["itemCount"], each["md5Checksum"])
            for each in described
        ]
        if sum(file.items for file in files) != summary["itemCount"]:
            raise Failure(f"The manifests of the export do not agree: {manifest}")
        return files

    def items(self, file: DataFile) -> Iterator[Item]:
        """The items of a data file, in DynamoDB's JSON, one by one.

        Raises:
            Failure: the file is not the one that the manifest describes.
        """
        content, count = _Hashed(self._open(file.key)), 0
        reader = io.BufferedReader(content)
        try:
            with gzip.open(reader) as lines:
                for line in lines:
                    yield json.loads(line)["Item"]
                    count += 1
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
            raise Failure(f"{file.key} is not a file of an export: {error}") from None
        if content.md5() != file.md5 or count != file.items:
            raise Failure(f"{file.key} is damaged: it is not what the manifest describes.")

    def _describe(self, arn: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self._dynamodb.describe_export(ExportArn=arn)
        except self._dynamodb.exceptions.ExportNotFoundException:
            raise Refusal(f"There is no export {arn}; leave --arn out to begin one.") from None
        description: dict[str, Any] = found["ExportDescription"]
        return description

    def _read(self, key: str) -> bytes:
        content: bytes = self._open(key).read()
        return content

    def _open(self, key: str) -> Any:
        bucket = self._destination.bucket
        try:
            return self._s3.get_object(Bucket=bucket, Key=key)["Body"]
        except ClientError as error:
            raise Failure(f"s3://{bucket}/{key} cannot be read: {error}") from None


class _Hashed(io.RawIOBase):
    """Reads a body, and hashes what it reads: a file of any size passes through little memory."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._hash = hashlib.md5(usedforsecurity=False)

    def readable(self) -> bool:
        """It is read only."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with the next bytes; return their number."""
        content: bytes = self._body.read(len(buffer))
        self._hash.update(content)
        buffer[: len(content)] = content
        return len(content)

    def md5(self) -> str:
        """The MD5 of the whole body, in base64."""
        while self.read(io.DEFAULT_BUFFER_SIZE):
            pass
        return base64.b64encode(self._hash.digest()).decode()
