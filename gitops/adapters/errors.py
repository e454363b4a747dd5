"""How a command fails, each with the exit code that CI sees."""


class Failure(Exception):
    """The work failed: one sentence with the reason and where to read more."""

    exit_code = 1


class Refusal(Failure):
    """The command did not start because its input is invalid: one sentence with the remedy."""

    exit_code = 2


class Interrupted(Failure):
    """The command was interrupted (Ctrl-C, SIGTERM) and stopped in order."""

    exit_code = 130
