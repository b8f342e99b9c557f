"""Uncaught exceptions as the plain interpreter shows them: without the driver's frames, with the cells' own lines."""
from .armour import __builtins__

import sys
from traceback import TracebackException
from types import TracebackType

from .cell import PREFIX

PACKAGE = __name__.partition(".")[0]
CHAIN_MAX = 50
TRACEBACK_CHARS_MAX = 1024 * 1024
MESSAGE_CHARS_MAX = 64 * 1024


def _is_ours(frame):
    name = frame.f_globals.get("__name__")
    return name.__class__ is str and name.partition(".")[0] == PACKAGE


def _trim(traceback):
    """Leaves out frames of the driver, and of what stands between it and the cell (asyncio, below a top-level await)."""
    links = []
    while traceback is not None:
        if not _is_ours(traceback.tb_frame):
            links.append(traceback)
        traceback = traceback.tb_next
    for index, link in enumerate(links):
        if link.tb_frame.f_code.co_filename.startswith(PREFIX):
            del links[:index]
            break
    for link in reversed(links):
        traceback = TracebackType(traceback, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return traceback


def trim_chain(error):
    todo, seen = [error], set()
    while todo and len(seen) < CHAIN_MAX:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _trim(one.__traceback__)
        todo += (one.__cause__, one.__context__)


def format_error(error):
    """The whole traceback as text; at the least its last line."""
    try:
        text = "".join(TracebackException(type(error), error, error.__traceback__, compact=False).format())
    except TypeError:  # before 3.10 there is no `compact`
        text = "".join(TracebackException(type(error), error, error.__traceback__).format())
    if len(text) > TRACEBACK_CHARS_MAX:
        half = TRACEBACK_CHARS_MAX // 2
        text = "%s\n  [... %d characters left out ...]\n%s" % (text[:half], len(text) - 2 * half, text[-half:])
    return text


def describe(error, source):
    """The field `error` of `done`, and the traceback's text. May run the exception's own `__str__`."""
    trim_chain(error)
    source.relist()
    name = type(error).__name__
    try:  # first, for `traceback` swallows even the interrupt of a __str__ that does not end
        message = str(error)
    except Exception:
        message = "<exception str() failed>"
    try:
        text = format_error(error)
    except Exception:
        text = "%s (its traceback could not be formatted)\n" % name
    return {"name": name, "message": message[:MESSAGE_CHARS_MAX], "traceback": text}


def show(error, text):
    """Writes the traceback to the run's stderr, by the user's own hook where there is one; keeps it for `pdb.pm()`."""
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    hook = getattr(sys, "excepthook", None)
    if hook is not None and hook is not sys.__excepthook__:
        hook(type(error), error, error.__traceback__)
        return
    stderr = getattr(sys, "stderr", None)
    if stderr is not None:
        stderr.write(text)


def exit_status(error):
    """(status, text for stderr) of a SystemExit, by the rules of plain Python."""
    code = error.code
    if code is None:
        return 0, ""
    if isinstance(code, int):
        return code & 0xFF, ""
    return 1, "%s\n" % (code,)
