"""Names to opaque strings and back, so that a fresh interpreter can have them.

    i:STATEMENT        an import
    s:JSON             a function or class: its source, and the futures it was compiled under
    p:BASE64           any other value: its pickle
"""
from .armour import __builtins__

from _pickle import loads
from base64 import b64decode, b64encode
from json import dumps as to_json, loads as from_json
from types import FunctionType, GeneratorType
from zlib import crc32

from .inert import FUNCTIONS, definition_in, dict_of_module, is_class, is_module, loaded_dict, module_dict, origin_of
from .pickling import BLOB_CHARS_MAX, Unkept, pickled

IMPORTS_MAX = 20  # `import a.b`, `import a.c` … of one root package
_ORDER = "isp"


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
        if is_module(value):
            return True
        if is_class(value) or id(type(value)) in FUNCTIONS:
            return origin_of(value)[0] not in ("__main__", None) and self._statement(name, value) is not None
        bind = self._binds.get(name)
        return bind is not None and bind.how == "import" and self._from_import(name, value) is not None

    def is_defined(self, name, value):
        """True for functions and classes, and for what a decorator made of one."""
        if is_class(value) or type(value) is FunctionType:
            return True
        bind = self._binds.get(name)
        return bind is not None and bind.how == "def" and definition_in(type(value), "__call__") is not None

    def blob(self, name, value, deadline, must):
        """The string that brings `name` back. `must` false: None when it would be the same as the last time."""
        if self.is_imported(name, value):
            statement = self._statement(name, value)
            if statement is None:
                raise Unkept("no import statement is known for it")
            return "i:" + statement
        if self.is_defined(name, value):
            return self._definition(name, value)
        if type(value) is GeneratorType:
            raise Unkept("a generator cannot be carried")
        data = pickled(value, deadline)
        former, self._sums[name] = self._sums.get(name), crc32(data)
        if not must and former == self._sums[name]:
            return None
        return "p:" + b64encode(data).decode("ascii")

    def _statement(self, name, value):
        if is_module(value):
            return self._module_import(name, dict_of_module(value))
        return self._from_import(name, value) or self._by_home(name, value)

    def _module_import(self, name, held):
        full = held.get("__name__")
        if type(full) is not str or loaded_dict(full) is not held:
            return None
        texts = [text for text in self._imports.get(name, ()) if text.startswith("import ")]
        if name == full and texts:
            return "; ".join(texts)
        return "import %s" % name if name == full else "import %s as %s" % (full, name)

    def _from_import(self, name, value):
        """The noted `from m import a`, when it still tells the truth."""
        for text in reversed(self._imports.get(name, ())):
            words = text.split()
            home = module_dict(words[1]) if words[0] == "from" else None
            if home is not None and home.get(words[3], self) is value:
                return text
        return None

    def _by_home(self, name, value):
        if not is_class(value) and id(type(value)) not in FUNCTIONS:
            return None
        module, own = origin_of(value)
        home = module_dict(module)
        if home is None or own is None or not own.isidentifier() or home.get(own, self) is not value:
            return None
        return "from %s import %s as %s" % (module, own, name)

    def _definition(self, name, value):
        bind = self._binds.get(name)
        if bind is None or bind.how not in ("def", "lambda"):
            raise Unkept("its source is not that of a definition of this name")
        if bind.how == "lambda" and type(value) is FunctionType and value.__code__.co_filename != bind.filename:
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
