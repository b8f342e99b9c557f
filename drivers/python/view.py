"""A short look at a value that runs none of the user's code: no `__repr__`, no `__len__`, no property."""
from .armour import __builtins__

from collections import OrderedDict, defaultdict, deque
from reprlib import Repr
from sys import getsizeof
from types import BuiltinFunctionType, FunctionType, ModuleType

VIEW_CHARS_MAX = 200
INT_BITS_MAX = 600  # about as many digits as a view has room for

SCALARS = frozenset((int, float, complex, bool, str, bytes, type(None), type(Ellipsis), range))
_SAFE_MODULES = frozenset(("builtins", "datetime", "decimal", "fractions", "pathlib", "uuid", "re", "ipaddress", "_decimal",
                           "pathlib._local"))
_SHAPED = frozenset(("numpy", "pandas", "torch", "polars", "scipy", "xarray", "jax", "jaxlib", "cupy"))
CONTAINERS = frozenset((list, tuple, dict, set, frozenset, deque, OrderedDict, defaultdict, bytearray))


def shape_of(value):
    """(shape, dtype, bytes) of an array or a table of a known library; None for all else."""
    kind = type(value)
    module = kind.__module__
    if module.__class__ is not str or module.partition(".")[0] not in _SHAPED or not hasattr(kind, "shape"):
        return None
    try:
        size = getattr(value, "nbytes", None)
        return tuple(value.shape), str(getattr(value, "dtype", "")), size if isinstance(size, int) else None
    except Exception:
        return None


def attributes_of(value):
    """An instance's own dict; None where there is none."""
    try:
        found = object.__getattribute__(value, "__dict__")
    except Exception:
        return None
    return found if type(found) is dict else None


def size_of(value):
    """Bytes of the object itself; None where only its own code could tell."""
    kind = type(value)
    if kind in SCALARS or kind in CONTAINERS or kind is FunctionType:
        return getsizeof(value)
    shaped = shape_of(value)
    return shaped and shaped[2]


class _View(Repr):
    def __init__(self):
        super().__init__()
        self.maxlevel = 4
        self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = self.maxdeque = self.maxarray = 30
        self.maxdict = 20
        self.maxstring = self.maxlong = self.maxother = VIEW_CHARS_MAX

    def repr1(self, value, level):
        kind = type(value)
        if kind is int:
            return repr(value) if value.bit_length() <= INT_BITS_MAX else "<int of %d bits>" % value.bit_length()
        if kind is bytes or kind is bytearray:
            return repr(value[:VIEW_CHARS_MAX])
        if kind is str:
            return self.repr_str(value, level)
        if kind in CONTAINERS:
            if level <= 0:
                return "..."
            if kind is OrderedDict or kind is defaultdict:
                return "%s(%s)" % (kind.__name__, self.repr_dict(value, level))
            return getattr(self, "repr_" + kind.__name__)(value, level)
        if kind in SCALARS or kind.__module__ in _SAFE_MODULES and not isinstance(value, (list, tuple, dict, set)):
            return self._cut(repr(value))
        return self._instance(value, kind, level)

    def _instance(self, value, kind, level):
        if isinstance(value, type):
            return "<class %s>" % value.__qualname__
        if kind is FunctionType or kind is BuiltinFunctionType:
            return "<function %s>" % value.__qualname__
        if kind is ModuleType:
            return "<module %s>" % value.__dict__.get("__name__")
        shaped = shape_of(value)
        if shaped is not None:
            return "<%s %s %s>" % (kind.__name__, "x".join(map(str, shaped[0])) or "scalar", shaped[1])
        held = attributes_of(value)
        if level <= 0 or not held:
            return "<%s object>" % kind.__name__
        parts = ("%s=%s" % (name, self.repr1(part, level - 1)) for name, part in list(held.items())[:10])
        return "%s(%s)" % (kind.__name__, ", ".join(parts))

    def _cut(self, text):
        return text if len(text) <= VIEW_CHARS_MAX else text[:VIEW_CHARS_MAX - 3] + "..."


_viewer = _View()


def view(value):
    """At most VIEW_CHARS_MAX characters."""
    try:
        return _viewer._cut(_viewer.repr1(value, _viewer.maxlevel))
    except Exception:
        return "<%s object>" % type(value).__name__


def signature(function):
    """`f(a, b=1, *args, c, **kw)`; defaults are shown only if they are scalars."""
    code = function.__code__
    names = code.co_varnames
    count = code.co_argcount
    defaults = function.__defaults__ or ()
    parts = []
    for index, name in enumerate(names[:count]):
        at = index - (count - len(defaults))
        parts.append(name if at < 0 else "%s=%s" % (name, _default(defaults[at])))
        if index + 1 == code.co_posonlyargcount:
            parts.append("/")
    end = count + code.co_kwonlyargcount
    if code.co_flags & 4:
        parts.append("*" + names[end])
        end += 1
    elif code.co_kwonlyargcount:
        parts.append("*")
    for name in names[count:count + code.co_kwonlyargcount]:
        given = (function.__kwdefaults__ or {}).get(name, parts)
        parts.append(name if given is parts else "%s=%s" % (name, _default(given)))
    if code.co_flags & 8:
        parts.append("**" + names[end])
    text = "%s(%s)" % (function.__name__, ", ".join(parts))
    return text if len(text) <= VIEW_CHARS_MAX else text[:VIEW_CHARS_MAX - 3] + "..."


def _default(value):
    return view(value) if type(value) in SCALARS else "..."
