"""Exports of tables to S3: complete, later than their request, and with the caller's rights.

moto writes one file without a manifest, answers COMPLETED at once, and asks nobody.
docs/claims.md#export-rights, docs/claims.md#export-failures;
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExportTableToPointInTime.html,
read 2026-11-26.
"""

import secrets
import time
from threading import Timer
from typing import Any

from moto.core.responses import ActionResult
from moto.dynamodb.responses import DynamoHandler
from moto.s3.models import s3_backends

from localcloud import hooks
from localcloud.account import ACCOUNT
from localcloud.moto_patches.dynamodb.export_files import ExportedTable
from localcloud.moto_patches.wrapping import Method, wrap
from localcloud.refusals.dynamodb import begun_export
from localcloud.service_errors import ServiceError

# AWS takes minutes; its page gives no shortest time.
SECONDS = 60.0
_SUMMARY = ("ExportArn", "ExportStatus", "ExportType")


def apply() -> None:
    """Apply the patches of exports."""
    wrap(DynamoHandler, "export_table_to_point_in_time")(_export)
    wrap(DynamoHandler, "describe_export")(_describe)
    wrap(DynamoHandler, "list_exports")(_list)


def _export(_original: Method, handler: Any) -> ActionResult:
    body, backend = handler.body, handler.dynamodb_backend
    export = begun_export(backend.table_exports, body.get("ClientToken")) or _start(handler)
    return ActionResult({"ExportDescription": export.description})


def _describe(_original: Method, handler: Any) -> ActionResult:
    export = handler.dynamodb_backend.table_exports[handler.body["ExportArn"]]
    return ActionResult({"ExportDescription": export.description})


def _list(_original: Method, handler: Any) -> ActionResult:
    asked = handler.body.get("TableArn")
    found = [each.description for each in handler.dynamodb_backend.table_exports.values()]
    return ActionResult(
        {
            "ExportSummaries": [
                {name: each[name] for name in _SUMMARY}
                for each in found
                if asked in {None, each["TableArn"]}
            ]
        }
    )


def _start(handler: Any) -> ExportedTable:
    table = handler.dynamodb_backend.get_table(handler.body["TableArn"])
    name = f"{int(time.time() * 1000):014d}-{secrets.token_hex(4)}"
    export = ExportedTable(table, name, dict(handler.body), list(table.all_items()))
    handler.dynamodb_backend.table_exports[export.arn] = export
    denied = _denial(handler, export)
    timer = Timer(SECONDS * hooks.active.time_scale, _finish, (export, denied))
    timer.daemon = True
    timer.start()
    return export


def _denial(handler: Any, export: ExportedTable) -> ServiceError | None:
    """Why the caller, for whom DynamoDB writes, may not; decided with the rights of now."""
    try:
        for right in ("PutObject", "AbortMultipartUpload", "PutObjectAcl"):
            target = {"Bucket": export.asked["S3Bucket"], "Key": f"{export.folder}/_started"}
            hooks.active.authorize(f"s3.{right}", handler, target)
        if key := export.asked.get("S3SseKmsKeyId"):
            for right in ("GenerateDataKey", "Decrypt"):
                hooks.active.authorize(f"kms.{right}", handler, {"KeyId": key})
    except ServiceError as error:
        return error
    return None


def _finish(export: ExportedTable, denied: ServiceError | None) -> None:
    buckets = s3_backends[ACCOUNT]["aws"]
    if export.asked["S3Bucket"] not in buckets.buckets:
        export.fail("S3NoSuchBucket", "The specified bucket does not exist")
    elif denied is not None:
        export.fail("S3AccessDenied", denied.message)
    else:
        export.write(buckets)
