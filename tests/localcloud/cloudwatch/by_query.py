"""Asks CloudWatch by its query protocol, which clients of before 2025 speak."""

from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from localcloud.server import EmbeddedCloud

_FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def ask(cloud: EmbeddedCloud, action: str, **parameters: str) -> Any:
    """The response to a signed request."""
    data = {"Action": action, "Version": "2010-08-01", **parameters}
    request = AWSRequest("POST", f"{cloud.endpoint}/", _FORM, data=data)
    SigV4Auth(Credentials("test", "test"), "monitoring", "us-east-1").add_auth(request)
    return URLLib3Session().send(request.prepare())
