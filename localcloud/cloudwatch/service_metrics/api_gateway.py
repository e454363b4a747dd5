"""The metrics of REST APIs: what clients saw, by API and by API and stage.

Source, read 2026-11-26: https://docs.aws.amazon.com/apigateway/latest/developerguide/
api-gateway-metrics-and-dimensions.html. The errors have a sample of 0 or 1 for each request.
"""

from localcloud.cloudwatch import store

_NAMESPACE = "AWS/ApiGateway"
_CLIENT_ERROR, _SERVER_ERROR, _END = 400, 500, 600


def answered(api: str, stage: str, status: int, latency_ms: float) -> None:
    """A request to a stage of an API was answered."""
    samples = {
        "Count": 1.0,
        "4XXError": float(_CLIENT_ERROR <= status < _SERVER_ERROR),
        "5XXError": float(_SERVER_ERROR <= status < _END),
        "Latency": latency_ms,
    }
    for name, value in samples.items():
        unit = "Milliseconds" if name == "Latency" else "Count"
        for dimensions in ({"ApiName": api}, {"ApiName": api, "Stage": stage}):
            store.active.put(_NAMESPACE, name, value, dimensions, unit)
