"""`python -m policies.mutation`: breaks the synthesized stacks and prints what was noticed.

Without a directory it takes the stacks of an environment in which everything is set, and the
account's own stack, of no real account, and leaves what it found for `gitops report`. Exit code 1:
a mutant lived, a policy fired that nobody lists, or a change is excused that needs no excuse.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from policies.engine import synth
from policies.engine.catalogue import UnfinishedPolicy, discover
from policies.engine.stack import Stack
from policies.gate import synthesis
from policies.mutation.report import document, faults_of, lines
from policies.mutation.run import Score, read_allowed, run

RESULT = synthesis.ROOT / "build" / "mutation.json"


def main(arguments: list[str]) -> int:
    """Run over the stacks in the directory that is given; the exit code."""
    try:
        stacks = synth.read(Path(arguments[0])) if arguments else _examples()
        policies = discover()
    except (synth.BrokenSynth, UnfinishedPolicy, synthesis.SynthesisFailed) as error:
        print(error, file=sys.stderr)  # noqa: T201 (this is a command)
        return 2
    allowed, score = read_allowed(), Score()
    for stack in stacks:
        score.add(run(stack, policies, allowed))
    readers = [one.id for one in policies if one.id in score.readers]
    said, good = lines(score, readers, allowed)
    if not arguments:
        found = document(score, faults_of(score, readers, allowed), datetime.now(UTC))
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(found, indent=2) + "\n")
    print("\n".join(said))  # noqa: T201
    return 0 if good else 1


def _examples() -> list[Stack]:
    return [*_example(synthesis.EXAMPLE), *_example(synthesis.EXAMPLE_ACCOUNT)]


def _example(arguments: str) -> list[Stack]:
    with TemporaryDirectory() as folder:
        synthesis.synthesize(Path(folder), arguments=arguments)
        return synth.read(Path(folder))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
