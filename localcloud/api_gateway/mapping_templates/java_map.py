"""A map with Java's methods: Velocity is written in Java, and templates call them."""

from collections.abc import KeysView
from typing import Any


class JavaMap(dict[str, Any]):
    """A dict with the methods of java.util.Map that templates call; prints as {a=1, b=2}."""

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key}={value}" for key, value in self.items()) + "}"

    def keySet(self) -> KeysView[str]:  # noqa: N802 (the name in templates)
        """The keys."""
        return self.keys()

    def containsKey(self, key: str) -> bool:  # noqa: N802 (the name in templates)
        """True if the map has the key."""
        return key in self

    def size(self) -> int:
        """The number of keys."""
        return len(self)

    def isEmpty(self) -> bool:  # noqa: N802 (the name in templates)
        """True if there are no keys."""
        return not self

    def put(self, key: str, value: Any) -> Any:
        """Set a key; the previous value is the result."""
        before = self.get(key)
        self[key] = value
        return before
