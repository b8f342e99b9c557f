"""What the driver needs of Python itself, out of the user's reach.

User code may rebind or delete anything in `builtins`. Every module of this package begins with
`from .armour import __builtins__`: its functions then look up `len`, `repr` and the rest in this private copy. For the
same reason the modules bind functions (`from os import write`), never attributes of modules that the user can patch.
"""
import builtins

__builtins__ = dict(vars(builtins))

_shared = vars(builtins)
_count = len(_shared)


def heal_builtins():
    """Puts back what user code deleted from `builtins`: the standard library cannot work without it."""
    if len(_shared) < _count:
        for name, value in __builtins__.items():
            _shared.setdefault(name, value)


def reset_builtins():
    """Puts back what user code bound anew, too: only when the standard library has been seen to fail."""
    _shared.update(__builtins__)
