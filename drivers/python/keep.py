"""Names to opaque strings and back, so that a fresh interpreter can have them.

    i:STATEMENT        an import
    s:JSON             a function or class: its source, and the futures it was compiled under
    p:BASE64           any other value: its pickle
"""
from .armour import __builtins__

import sys
from _pickle import Pickler, dumps, loads
from _signal import ITIMER_REAL, SIG_DFL, SIGALRM, getitimer, getsignal, setitimer, signal
from base64 import b64decode, b64encode
from json import dumps as to_json, loads as from_json
from sys import getsizeof
from time import monotonic
from types import BuiltinFunctionType, FunctionType, GeneratorType, ModuleType
from zlib import crc32

from .view import SCALARS

BLOB_CHARS_MAX = 1024 * 1024
PICKLE_BYTES_MAX = BLOB_CHARS_MAX // 4 * 3 - 1024
IMPORTS_MAX = 20  # `import a.b`, `import a.c` … of one root package
ALARM_SECONDS_MIN = 0.005
PROTOCOL = 4
_ORDER = "isp"


class Unkept(Exception):
    """Why a name cannot be carried."""


class _Late(BaseException):
    """The user's own pickling code takes too long."""


class _Bounded(Pickler):
    """Ends with Unkept when it grows, or lasts, too long."""

    def __init__(self, sink, deadline):
        super().__init__(sink, PROTOCOL)
        self._deadline = deadline

    def reducer_override(self, one):
        if monotonic() > self._deadline:
            raise Unkept("it takes too long to pickle")
        size = getattr(type(one), "nbytes", None)
        if size is not None:
            size = one.nbytes
            if isinstance(size, int) and size > PICKLE_BYTES_MAX:
                raise Unkept("%d bytes are too many to keep" % size)
        return NotImplemented


class _Sink:
    def __init__(self):
        self.parts = []
        self.size = 0

    def write(self, data):
        self.size += len(data)
        if self.size > PICKLE_BYTES_MAX:
            raise Unkept("its pickle is larger than %d bytes" % PICKLE_BYTES_MAX)
        self.parts.append(bytes(data))


def _raise_late(signum, frame):
    raise _Late


def _pickle(value, deadline):
    if type(value) in SCALARS and getsizeof(value) <= PICKLE_BYTES_MAX:
        return dumps(value, PROTOCOL)
    sink = _Sink()
    alarmed = getsignal(SIGALRM) == SIG_DFL and getitimer(ITIMER_REAL) == (0.0, 0.0)
    try:
        try:
            if alarmed:
                signal(SIGALRM, _raise_late)
                patience = max(ALARM_SECONDS_MIN, deadline - monotonic())
                setitimer(ITIMER_REAL, patience, patience)
            _Bounded(sink, deadline).dump(value)
        finally:
            if alarmed:
                setitimer(ITIMER_REAL, 0)
                signal(SIGALRM, SIG_DFL)
    except Unkept:
        raise
    except _Late:
        setitimer(ITIMER_REAL, 0)
        signal(SIGALRM, SIG_DFL)
        raise Unkept("it takes too long to pickle")
    except BaseException as error:
        raise Unkept(("%s" % error)[:200] or type(error).__name__)
    return b"".join(sink.parts)


class Keeper:
    def __init__(self, namespace, source):
        self._namespace = namespace
        self._source = source
        self._binds = {}
        self._imports = {}
        self._sums = {}

    def note(self, cell):
        """How a cell that ran bound its names."""
        for name, bind in cell.binds:
            if bind.how == "import":
                statements = self._imports.setdefault(name, [])
                if bind.text not in statements:
                    statements.append(bind.text)
                    del statements[:-IMPORTS_MAX]
            self._binds[name] = bind

    def is_imported(self, name, value):
        """True for what an import statement bound: a module, or an object that its module still has."""
        if type(value) is ModuleType:
            return True
        if isinstance(value, (FunctionType, type, BuiltinFunctionType)):
            return value.__module__ not in ("__main__", None) and self._statement(name, value) is not None
        bind = self._binds.get(name)
        return bind is not None and bind.how == "import" and self._from_import(name, value) is not None

    def is_defined(self, name, value):
        """True for functions and classes, and for what a decorator made of one."""
        if isinstance(value, type) or type(value) is FunctionType:
            return True
        bind = self._binds.get(name)
        return bind is not None and bind.how == "def" and getattr(type(value), "__call__", None) is not None

    def blob(self, name, value, deadline, must):
        """The string that brings `name` back. `must` false: None when it would be the same as the last time."""
        if type(value) is ModuleType or self.is_imported(name, value):
            statement = self._statement(name, value)
            if statement is None:
                raise Unkept("no import statement is known for it")
            return "i:" + statement
        if self.is_defined(name, value):
            return self._definition(name, value)
        if isinstance(value, GeneratorType):
            raise Unkept("a generator cannot be carried")
        data = _pickle(value, deadline)
        former, self._sums[name] = self._sums.get(name), crc32(data)
        if not must and former == self._sums[name]:
            return None
        return "p:" + b64encode(data).decode("ascii")

    def _statement(self, name, value):
        if type(value) is ModuleType:
            full = value.__dict__.get("__name__")
            if sys.modules.get(full) is not value:
                return None
            texts = [text for text in self._imports.get(name, ()) if text.startswith("import ")]
            if name == full and texts:
                return "; ".join(texts)
            return "import %s" % name if name == full else "import %s as %s" % (full, name)
        return self._from_import(name, value) or self._by_home(name, value)

    def _from_import(self, name, value):
        """The noted `from m import a`, when it still tells the truth."""
        for text in reversed(self._imports.get(name, ())):
            words = text.split()
            home = sys.modules.get(words[1]) if words[0] == "from" else None
            if home is not None and vars(home).get(words[3], self) is value:
                return text
        return None

    def _by_home(self, name, value):
        home = sys.modules.get(value.__module__)
        own = getattr(value, "__qualname__", "")
        if home is None or not own.isidentifier() or vars(home).get(own, self) is not value:
            return None
        return "from %s import %s as %s" % (value.__module__, own, name)

    def _definition(self, name, value):
        bind = self._binds.get(name)
        if bind is None or bind.how not in ("def", "lambda"):
            raise Unkept("its source is not that of a definition of this name")
        code = getattr(value, "__code__", None)
        if code is not None and bind.how == "lambda" and code.co_filename != bind.filename:
            raise Unkept("its source is not known")
        text = bind.text
        if text is None:
            text = self._source.lines(bind.filename, bind.line, bind.end)
            if text is None:
                raise Unkept("its source is no longer kept")
            if text[:1] in " \t":
                text = "if True:\n" + text
        blob = "s:" + to_json({"source": text, "futures": bind.futures})
        if len(blob) > BLOB_CHARS_MAX:
            raise Unkept("its source is longer than %d characters" % BLOB_CHARS_MAX)
        return blob

    def in_order(self, entries):
        """Imports, then definitions, then values; within them as given."""
        return sorted(entries, key=lambda entry: _ORDER.find(entry["blob"][:1]))

    def apply(self, name, blob):
        """Brings one name back, in the user's namespace. Runs user code; raises what that raises."""
        form, body = blob[:2], blob[2:]
        if form == "p:":
            self._namespace[name] = loads(b64decode(body))
            return
        if form == "s:":
            kept = from_json(body)
            self._source.futures |= kept["futures"]
            text = kept["source"]
        elif form == "i:":
            text = body
        else:
            raise ValueError("not a kept value")
        cell = self._source.compile(text, "<python restored %s>" % name)
        eval(cell.body, self._namespace)
        self.note(cell)
