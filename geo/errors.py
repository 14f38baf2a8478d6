"""What goes wrong with input, as one tree.

::

    InputRefused            what is wrong, where, and what to do about it
    ├── FileRefused         a file that cannot be read as what it claims to be
    │   └── TooLarge        a file that is over one of the service's bounds
    ├── CrsRefused          coordinates whose reference system is unknown or has no exact path to JGD2011
    └── ValueRefused        one value that is out of its range or of the wrong kind

Everything raised for bad input is an `InputRefused`; anything else is a fault of ours.
"""

from geo.text import Text


class InputRefused(ValueError):
    """The input cannot be used."""

    def __init__(self, what: Text, remedy: Text, *, where: str = "") -> None:
        """Say `what` is wrong, `where` in the input (empty: all of it), and the `remedy`."""
        super().__init__(what, remedy, where)
        self.what = what
        self.remedy = remedy
        self.where = where

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.what.ja}{place} {self.remedy.ja} / {self.what.en}{place} {self.remedy.en}"

    def at(self, where: str) -> "InputRefused":
        """Return the same refusal, placed inside `where`."""
        inner = f"{where}: {self.where}" if self.where else where
        return type(self)(self.what, self.remedy, where=inner)


class FileRefused(InputRefused):
    """The file cannot be read as what it claims to be."""


class TooLarge(FileRefused):
    """The file is over one of the service's bounds."""


class CrsRefused(InputRefused):
    """The coordinate reference system is unknown or has no exact path to JGD2011."""


class ValueRefused(InputRefused):
    """A value is out of its range or of the wrong kind."""
