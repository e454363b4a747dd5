"""What the model of STS does not tell about a request."""

import re
from collections.abc import Mapping
from typing import Any

from localcloud.moto_patches.sts.refusals import refused, unsupported

_ROLE = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+")
# Nobody uses them here; to ignore them would grant more, or other, than was asked for.
_UNSUPPORTED = {"PolicyArns", "ProvidedContexts", "SerialNumber", "SourceIdentity", "TokenCode"}


def checked(handler: Any) -> Mapping[str, Any]:
    """The parameters of the request.

    Raises:
        ServiceError: one of them has no meaning here, or the role's ARN is none.
    """
    asked: Mapping[str, Any] = handler.params
    if not _ROLE.fullmatch(asked["RoleArn"]):
        raise refused("ValidationError", f"{asked['RoleArn']} is invalid")
    if unknown := _UNSUPPORTED & set(asked):
        action = handler._get_action()  # noqa: SLF001 (moto has no public name for it)
        raise unsupported(f"{action} with {', '.join(sorted(unknown))}")
    return asked
