"""The stack of one environment: its state is its own, every resource carries its tags."""

from constructs import Construct

from stacks.backend import Backend, state_key
from stacks.constructs.base_stack import BaseStack
from stacks.environment import Environment


class EnvironmentStack(BaseStack):
    """A stack of one environment."""

    def __init__(self, scope: Construct, name: str, environment: Environment) -> None:
        backend = Backend(
            bucket=environment.state_bucket,
            key=state_key(name, environment.suffix),
            path=f"../../../state/{environment.suffix}/{name}.tfstate",
        )
        super().__init__(scope, name, environment.tags, backend)
        self.environment = environment
