"""A value that a cached function is called with and that is no part of the cache's key."""


class Unkeyed[T]:
    """What is needed to compute a result once, where another argument stands for it.

    The cache keeps the key, so the value is let go once it is taken.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value: T | None = value

    def take(self) -> T:
        """Return the value, once; raises ValueError the second time."""
        value, self._value = self._value, None
        if value is None:
            raise ValueError("taken already")
        return value

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unkeyed)
