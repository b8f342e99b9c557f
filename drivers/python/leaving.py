"""`exit()`, `quit()` and `os._exit()` end a run, not the interpreter."""
from .armour import __builtins__

import builtins
import os
import sys
from _thread import get_ident
from operator import index
from os import _exit as real_exit, getpid

from .cell import PREFIX


class Left(BaseException):
    """`os._exit` was called: not for any `except` of the user's."""


class Quitter:
    """Like site's, which also closes sys.stdin for the runs to come."""

    def __init__(self, name, leaving):
        self.name = name
        self._leaving = leaving

    def __repr__(self):
        return "Use %s() or Ctrl-D (i.e. EOF) to exit" % self.name

    def __call__(self, code=None):
        error = SystemExit(code)
        self._leaving.by = (error, self.name)
        raise error


class Leaving:
    """Notes how the present run tried to leave. `status` is that of `os._exit`, None otherwise."""

    def __init__(self, gate):
        self._gate = gate
        self._pid = getpid()
        self._thread = get_ident()
        self.forget()
        builtins.exit = Quitter("exit", self)
        builtins.quit = Quitter("quit", self)
        os._exit = self._exit

    def forget(self):
        self.status = self.by = None

    def name_of(self, error):
        """What raised this SystemExit: "exit", "quit" or "sys.exit"."""
        return self.by[1] if self.by is not None and self.by[0] is error else "sys.exit"

    def _exit(self, status):
        """Replaces os._exit in the session's main thread; elsewhere it is the real one."""
        status = index(status)
        if getpid() != self._pid or get_ident() != self._thread or not self._gate.armed:
            real_exit(status)
        self.status = status & 0xFF
        self._arm_frames(sys._getframe(1))
        raise Left

    def _arm_frames(self, frame):
        """Should an `except` or `finally` of a cell take hold of it, its first line raises anew."""

        def again(frame, event, arg):
            if event in ("call", "line") and self.status is not None and frame.f_code.co_filename.startswith(PREFIX):
                raise Left

        while frame is not None:
            if frame.f_code.co_filename.startswith(PREFIX):
                frame.f_trace = again
            frame = frame.f_back
        sys.settrace(again)
