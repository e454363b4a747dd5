"""Some of these tests speak to the stand-in of GitHub."""

from tests.github_stand_in.fixtures import repository_, stand_in_

__all__ = ["repository_", "stand_in_"]
