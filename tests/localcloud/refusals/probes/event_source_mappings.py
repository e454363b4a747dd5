"""What Lambda refuses of event source mappings."""

import json
from typing import Any

from tests.localcloud.refusals.probe import Probe, Refusal, documented, recorded, unverified
from tests.localcloud.refusals.world import ACCOUNT, REGION, World

_IPV = "InvalidParameterValueException"
_CREATE = "lambda.create_event_source_mapping"
_PAGE = "lambda/latest/api/API_CreateEventSourceMapping.html"
_BATCH = Refusal(
    _IPV,
    "sqs_mapping.json",
    400,
    "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater"
    " than 10",
)


def _queue(**settings: Any) -> Any:
    return lambda world: {
        "FunctionName": world.function(),
        "EventSourceArn": world.queue_arn(),
        **settings,
    }


def _stream(**settings: Any) -> Any:
    return lambda world: {
        "FunctionName": world.function(),
        "EventSourceArn": world.stream(),
        "StartingPosition": "LATEST",
        **settings,
    }


def _fifo(world: World) -> dict[str, Any]:
    arn = world.queue_arn(f"{world.name()}.fifo", FifoQueue="true")
    return {
        "FunctionName": world.function(),
        "EventSourceArn": arn,
        "MaximumBatchingWindowInSeconds": 5,
    }


def _second(settings: Any) -> Any:
    def arguments(world: World) -> dict[str, Any]:
        made: dict[str, Any] = settings(world)
        world.client("lambda").create_event_source_mapping(**made)
        return made

    return arguments


def _without_start(world: World) -> dict[str, Any]:
    return {"FunctionName": world.function(), "EventSourceArn": world.stream()}


def _slow(world: World) -> dict[str, Any]:
    return {"FunctionName": world.function(Timeout=60), "EventSourceArn": world.queue_arn()}


def _filters(*patterns: str) -> dict[str, Any]:
    return {"FilterCriteria": {"Filters": [{"Pattern": each} for each in patterns]}}


_DESTINATION = {
    "DestinationConfig": {"OnFailure": {"Destination": f"arn:aws:sqs:{REGION}:{ACCOUNT}:failures"}}
}
_MISSING_STREAM = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/gone/stream/2025-02-22T03:03:25.490"

PROBES = (
    Probe(24, _CREATE, _queue(BatchSize=11), _BATCH),
    Probe(25, _CREATE, _second(_queue()), recorded(580)),
    Probe(
        25, _CREATE, _second(_stream()),
        documented("ResourceConflictException", _PAGE, 409),
    ),
    Probe(26, _CREATE, _queue(StartingPosition="LATEST"), unverified(_IPV)),
    Probe(
        27, _CREATE, _queue(**_DESTINATION),
        unverified(
            _IPV, 400,
            "Unsupported DestinationConfig parameter for given event source mapping type.",
        ),
    ),
    Probe(28, _CREATE, _queue(BisectBatchOnFunctionError=True), unverified(_IPV)),
    Probe(28, _CREATE, _queue(MaximumRecordAgeInSeconds=60), unverified(_IPV)),
    Probe(29, _CREATE, _stream(ScalingConfig={"MaximumConcurrency": 2}), unverified(_IPV)),
    Probe(30, _CREATE, _fifo, documented(_IPV, "lambda/latest/dg/services-sqs-configure.html")),
    Probe(31, _CREATE, _stream(StartingPosition="AT_TIMESTAMP"), recorded(546)),
    Probe(
        32, _CREATE, _stream(EventSourceArn=_MISSING_STREAM),
        Refusal(_IPV, "dynamodb_stream_mapping.json", 400, f"Stream not found: {_MISSING_STREAM}"),
    ),
    Probe(33, _CREATE, _stream(MaximumRecordAgeInSeconds=59), documented(_IPV, _PAGE)),
    Probe(34, _CREATE, _stream(**_filters("single-string")), recorded(579)),
    Probe(
        35, _CREATE,
        _stream(**_filters(*[json.dumps({"eventName": ["INSERT"]})] * 6)),
        documented(_IPV, "lambda/latest/dg/invocation-eventfiltering.html"),
    ),
    Probe(
        36, _CREATE, _slow,
        documented(_IPV, "lambda/latest/dg/services-sqs-configure.html"),
    ),
    Probe(
        37, _CREATE, _queue(FunctionName="missing"),
        unverified(_IPV, 400, "Function does not exist"),
    ),
    Probe(0, _CREATE, _without_start, recorded(544)),
    Probe(0, _CREATE, _stream(StartingPosition="invalid"), recorded(545)),
    Probe(
        0, _CREATE, _queue(EventSourceArn=f"arn:aws:sqs:{REGION}:{ACCOUNT}:missing"),
        recorded(581),
    ),
)  # fmt: skip
