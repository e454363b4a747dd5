"""Replays stream records that price-enricher discarded; expired ones are read from the table."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from market.redrive.dead_letters import DeadLetterMessage

BATCH = 100
INSERT = "INSERT"
Record = dict[str, Any]


class NotReplayed(ValueError):
    """The function failed on the records; the message stays in the queue."""


class RecordReplay:
    """Two kinds of messages: whole records from the function, stream positions from Lambda.

    A stream position gives the records while they are retained, 24 hours; afterwards the items
    without indicators are read from the table.
    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """

    def __init__(self, cloud: Cloud, function: str, table: str) -> None:
        self._lambda = client(cloud, "lambda")
        self._streams = client(cloud, "dynamodbstreams")
        self._tables = client(cloud, "dynamodb")
        self._function = function
        self._table = table
        self._swept = False

    def replay(self, message: DeadLetterMessage) -> None:
        """Invoke the function with the records of the message.

        Raises:
            ValueError: the message contains no stream record.
            NotReplayed: the function failed again.
        """
        document = message.document
        if "DDBStreamBatchInfo" in document:
            self._replay_batch(document["DDBStreamBatchInfo"])
        elif "dynamodb" in document:
            self._invoke([document])
        else:
            raise ValueError("the message contains no stream record")

    def _replay_batch(self, info: dict[str, Any]) -> None:
        records = self._retained(info)
        if records is not None:
            self._invoke(records)
        elif not self._swept:
            # One scan covers all stream positions whose records expired.
            for batch in _batches(self._unenriched()):
                self._invoke(batch)
            self._swept = True

    def _retained(self, info: dict[str, Any]) -> list[Record] | None:
        """The records of the batch; None if the stream no longer retains them."""
        try:
            answer = self._streams.get_shard_iterator(
                StreamArn=info["streamArn"],
                ShardId=info["shardId"],
                ShardIteratorType="AT_SEQUENCE_NUMBER",
                SequenceNumber=info["startSequenceNumber"],
            )
            return list(self._until(answer["ShardIterator"], info["endSequenceNumber"]))
        except ClientError as error:
            if error.response["Error"]["Code"] in (
                "TrimmedDataAccessException", "ResourceNotFoundException"
            ):  # fmt: skip
                return None
            raise

    def _until(self, iterator: str | None, last: str) -> Iterator[Record]:
        while iterator:
            answer = self._streams.get_records(ShardIterator=iterator)
            for record in answer["Records"]:
                yield _as_event(record)
                if int(record["dynamodb"]["SequenceNumber"]) >= int(last):
                    return
            if not answer["Records"]:
                return
            iterator = answer.get("NextShardIterator")

    def _unenriched(self) -> Iterator[Record]:
        pages = self._tables.get_paginator("scan").paginate(
            TableName=self._table,
            ConsistentRead=True,
            # Lists of series have no price.
            FilterExpression="attribute_not_exists(enriched_at) AND attribute_exists(price)",
        )
        for page in pages:
            for item in page["Items"]:
                yield _insertion(item)

    def _invoke(self, records: list[Record]) -> None:
        wanted = [record for record in records if record.get("eventName") == INSERT]
        for batch in _batches(iter(wanted)):
            answer = self._lambda.invoke(
                FunctionName=self._function, Payload=json.dumps({"Records": batch}).encode()
            )
            result = json.loads(answer["Payload"].read())
            if "FunctionError" in answer or result.get("batchItemFailures"):
                raise NotReplayed(f"{self._function} failed again")


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _as_event(record: Record) -> Record:
    """The record in the event format of Lambda: its time in epoch seconds."""
    change = dict(record["dynamodb"])
    created = change.get("ApproximateCreationDateTime")
    if isinstance(created, datetime):
        change["ApproximateCreationDateTime"] = int(created.timestamp())
    return {**record, "dynamodb": change}


def _insertion(item: Record) -> Record:
    keys = {name: item[name] for name in ("symbol", "timestamp")}
    change = {"Keys": keys, "NewImage": item, "StreamViewType": "NEW_IMAGE"}
    return {"eventName": INSERT, "eventSource": "aws:dynamodb", "dynamodb": change}
