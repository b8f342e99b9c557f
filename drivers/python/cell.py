"""Source text to code that gives the last expression's value, and its lines for tracebacks and `inspect`."""
from .armour import __builtins__

import __future__
import ast
import re
from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST
from collections import OrderedDict
from linecache import cache as line_cache

PREFIX = "<python "
TEXT_CHARS_MAX = 16 * 1024 * 1024  # source kept for tracebacks, in all
TEXTS_MAX = 10_000
ONE_LINE_CHARS_MAX = 200
CACHED_CHARS_MAX = 4096  # repeated source up to this length is not compiled again
CACHED_CELLS_MAX = 256

_futures_all = 0
for _name in __future__.all_feature_names:
    _futures_all |= getattr(__future__, _name).compiler_flag

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS = ("body", "orelse", "finalbody", "handlers")


_is_expression = re.compile(r"\w[^=;\n]*\Z").match
_is_assignment = re.compile(r"([^\W\d]\w*) *= *(?!.*\blambda\b)[^=;\n]+\Z").match


class Bind:
    """How a name was last bound: `how` is "def", "lambda", "import" or "value"; `line` its first one in `filename`;
    `text` a statement that binds it again, None for a def (lines `line` to `end`) and a value."""

    __slots__ = ("how", "filename", "line", "end", "text", "futures")

    def __init__(self, how, line, end, text=None):
        self.how, self.line, self.end, self.text = how, line, end, text


class Cell:
    """`body` and `last` are code objects or None; `last` is an expression whose value is the result."""

    __slots__ = ("body", "last", "filename", "text", "_statements", "_binds", "_futures")

    @property
    def binds(self):
        """(name, Bind) in the order of the text. Found when first asked for, after the run."""
        if self._binds is None:
            self._binds = list(_bound(self.text, self._statements))
            self._statements = None
            for _, bind in self._binds:
                bind.filename, bind.futures = self.filename, self._futures
        return self._binds


class Source:
    """Compiles cells. Futures stay on for the session, as in a plain interactive interpreter."""

    def __init__(self):
        self.futures = 0
        self._texts = OrderedDict()
        self._chars = 0
        self._cells = {}

    def compile(self, text, filename):
        key = (text, self.futures)
        cell = self._cells.get(key)
        if cell is None:
            self.remember(filename, text)
            cell = self._compile(text, filename)
            if len(text) <= CACHED_CHARS_MAX:
                if len(self._cells) >= CACHED_CELLS_MAX:
                    self._cells.clear()
                self._cells[key] = cell
        elif cell.filename not in self._texts:
            self.remember(cell.filename, text)
        return cell

    def _compile(self, text, filename):
        flags = PyCF_ALLOW_TOP_LEVEL_AWAIT | self.futures
        cell = Cell()
        cell.filename, cell.text, cell._futures = filename, text, self.futures
        cell.body = cell.last = cell._binds = last = None
        if len(text) <= ONE_LINE_CHARS_MAX and _compile_line(cell, text, filename, flags):
            return cell
        tree = compile(text, filename, "exec", flags | PyCF_ONLY_AST, True)
        cell._statements = statements = tree.body
        if statements and statements[-1].__class__ is ast.Expr and not _is_muted(text, statements[-1]):
            last = ast.Expression(statements.pop().value)
        try:
            if statements or last is None:
                cell.body = compile(tree, filename, "exec", flags, True)
                self.futures |= cell.body.co_flags & _futures_all
            if last is not None:
                cell.last = compile(last, filename, "eval", flags | self.futures, True)
        except SyntaxError as error:
            _complete(error, text)
            raise
        cell._futures = self.futures
        return cell

    def remember(self, filename, text):
        """Makes the lines known to `linecache`, which `traceback`, `inspect`, `pdb` and `warnings` read."""
        self._chars -= len(self._texts.pop(filename, ""))
        self._texts[filename] = text
        self._chars += len(text)
        line_cache[filename] = (len(text), None, text.splitlines(True), filename)
        while (self._chars > TEXT_CHARS_MAX or len(self._texts) > TEXTS_MAX) and len(self._texts) > 1:
            oldest, dropped = self._texts.popitem(last=False)
            self._chars -= len(dropped)
            line_cache.pop(oldest, None)

    def relist(self):
        """Puts back what `linecache.clearcache()` took away."""
        for filename, text in self._texts.items():
            if filename not in line_cache:
                line_cache[filename] = (len(text), None, text.splitlines(True), filename)

    def lines(self, filename, first, last):
        """Lines `first` to `last` (from 1) of a cell; None when they are no longer kept."""
        text = self._texts.get(filename)
        return None if text is None else "".join(text.splitlines(True)[first - 1:last])


def _compile_line(cell, text, filename, flags):
    """A lone expression, or `name = expression`, needs no syntax tree, which costs as much as the code. Else False."""
    expression = _is_expression(text)
    assigned = None if expression else _is_assignment(text)
    if not expression and not assigned:
        return False
    try:
        code = compile(text, filename, "eval" if expression else "exec", flags, True)
    except SyntaxError:
        return False
    cell._statements = ()
    if expression:
        cell.last = code
    else:
        cell.body = code
        cell._binds = [(assigned.group(1), Bind("value", 1, 1))]
        cell._binds[0][1].filename = filename
    return True


def _is_muted(text, node):
    """True when the last expression is followed by a semicolon."""
    if ";" not in text:
        return False
    lines = text.splitlines()[node.end_lineno - 1:]
    rest = lines[0].encode("utf-8", "surrogatepass")[node.end_col_offset:] if lines else b""
    return rest.lstrip().startswith(b";")


def _complete(error, text):
    """The compiler's later stages look for the line in a file that does not exist."""
    if error.text is None and error.lineno:
        lines = text.splitlines(True)
        if error.lineno <= len(lines):
            error.text = lines[error.lineno - 1]


def _bound(text, statements):
    """What top-level statements bind by definition or import, blocks of `if`, `try`, `with` included."""
    for node in statements:
        kind = node.__class__
        if kind is ast.Expr:
            continue
        if kind is ast.Assign:
            yield from _assigned(text, node)
        elif kind in _DEFINITIONS:
            first = min([node.lineno] + [decorator.lineno for decorator in node.decorator_list])
            yield node.name, Bind("def", first, node.end_lineno)
        elif kind is ast.Import:
            for alias in node.names:
                name = alias.asname or alias.name.partition(".")[0]
                clause = " as " + name if alias.asname else ""
                yield name, Bind("import", node.lineno, node.lineno, "import " + alias.name + clause)
        elif kind is ast.ImportFrom:
            yield from _from_imported(node)
        else:
            for field in _BLOCKS:
                inner = getattr(node, field, None)
                if inner.__class__ is list:
                    yield from _bound(text, inner)


def _assigned(text, node):
    source = None
    if node.value.__class__ is ast.Lambda:
        source = ast.get_source_segment(text, node.value)
    for target in node.targets:
        if target.__class__ is ast.Name:
            if source is None:
                yield target.id, Bind("value", node.lineno, node.end_lineno)
            else:
                yield target.id, Bind("lambda", node.value.lineno, node.end_lineno, "%s = (%s)" % (target.id, source))


def _from_imported(node):
    if node.module is None or node.module == "__future__":
        return
    module = "." * node.level + node.module
    for alias in node.names:
        if alias.name != "*":
            name = alias.asname or alias.name
            clause = " as " + name if alias.asname else ""
            yield name, Bind("import", node.lineno, node.lineno, "from %s import %s%s" % (module, alias.name, clause))
