"""The two ways in which a command ends badly, each with the exit code that CI sees."""


class Failure(Exception):
    """The work itself failed: one sentence with the reason and where to read more."""

    exit_code = 1


class Refusal(Failure):
    """The command was not begun because its input cannot work: one sentence with the remedy."""

    exit_code = 2


class Interrupted(Failure):
    """Somebody asked the command to stop (Ctrl-C, SIGTERM) and it stopped in order."""

    exit_code = 130
