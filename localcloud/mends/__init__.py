"""Mends of moto, from outside: where it forgets, refuses or invents what AWS keeps and answers."""

import functools

from localcloud.mends import lambda_configuration, lambda_triggers, logs, requests


@functools.cache  # once per process: a second wrap of a method would run the mend twice
def apply() -> None:
    """Put every mend in place."""
    for mend in (lambda_configuration, lambda_triggers, logs, requests):
        mend.apply()
