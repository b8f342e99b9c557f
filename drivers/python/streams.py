"""Descriptors 0, 1, 2 and the three text streams over them.

The text streams live as long as the session, as a plain program's do; a run only moves the descriptors under them. What a
thread or task prints after its run still goes to that run: see late.py.
"""
from .armour import __builtins__

import sys
from io import TextIOWrapper, open as io_open
from locale import LC_CTYPE, setlocale
from os import O_RDONLY, O_RDWR, O_WRONLY, close, dup2, open as os_open, pipe, set_inheritable

from .channel import SPARE, high_fd
from .flusher import Flusher, unused
from .late import Late, Stream

NULL = "/dev/null"
SURROGATE_LOCALES = frozenset(("C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"))  # PEP 538, PEP 540


def _encodings(env):
    """(encoding, errors of stdin and stdout) that a plain interpreter would choose under `env`."""
    try:
        locale_name = setlocale(LC_CTYPE, "")
    except Exception:
        locale_name = "C"
    errors = "surrogateescape" if locale_name in SURROGATE_LOCALES or env.get("PYTHONUTF8") == "1" else "strict"
    wanted, _, wanted_errors = env.get("PYTHONIOENCODING", "").partition(":")
    return wanted or "utf-8", wanted_errors or ("strict" if wanted else errors)


class _deleted:
    closed = True


def _is_closed(stream):
    """True of what no print can reach: closed, detached, deleted. None is the user's choice of silence."""
    try:
        return bool(stream.closed)
    except AttributeError:
        return False
    except Exception:
        return True


def try_flush(stream):
    """Flushes any object that stands for a stream; true unless data was lost."""
    try:
        stream.flush()
    except OSError:
        return False
    except Exception:
        pass
    return True


class Streams:
    def __init__(self, directory, env):
        self._null = high_fd(NULL, O_RDWR, SPARE)
        self._encoding, self._errors = _encodings(env)
        self._unbuffered = bool(env.get("PYTHONUNBUFFERED"))
        self._in_path = NULL
        self._by_line = False
        self.late = self._late = late = Late(self._make)
        self._flusher = None
        if not self._unbuffered:
            self._unused = late.kind = unused(Stream, self._begin_use)
            self._flusher = Flusher(directory, lambda: (self._out, self._err), self._await_use)
        self._point_at_pipe()
        self._out = sys.stdout = sys.__stdout__ = self._make_out()
        self._err = sys.stderr = sys.__stderr__ = self._make_err()
        dup2(self._null, 1)
        dup2(self._null, 2)
        self._in = sys.stdin = sys.__stdin__ = self._make_in()

    def _point_at_pipe(self):
        """A file remembers whether it can seek: /dev/null can, and what runs write to cannot."""
        reader, writer = pipe()
        dup2(writer, 1)
        dup2(writer, 2)
        close(reader)
        close(writer)

    def _begin_use(self):
        self._await_use(False)
        self._flusher.begin()

    def _await_use(self, again):
        """Whether what is done next with a stream is to be seen while the run goes on."""
        former, kind = self._late.kind, self._unused if again else Stream
        self._late.kind = kind
        for stream in (self._out, self._err):
            if type(stream) is former:
                stream.__class__ = kind

    def _watch_use(self):
        if self._flusher is not None and not self._flusher.alive:
            if self._late.held:
                self._begin_use()
            elif self._late.kind is Stream:
                self._await_use(True)

    def _make_out(self):
        return self._make(1, "w", "<stdout>", self._errors, line_buffering=False)

    def _make_err(self):
        return self._make(2, "w", "<stderr>", "backslashreplace", line_buffering=sys.version_info >= (3, 9))

    def _make_in(self):
        return self._make(0, "r", "<stdin>", self._errors)

    def _make(self, fd, mode, name, errors, line_buffering=False):
        through = self._unbuffered and fd != 0
        raw = io_open(fd, mode + "b", 0 if through else -1, closefd=False)
        (raw if through else raw.raw).name = name
        kind = self._late.kind_of(fd) if fd in (1, 2) else TextIOWrapper
        text = kind(raw, self._encoding, errors, line_buffering=line_buffering, write_through=through)
        text.mode = mode
        return text

    def enter(self, out, err, source, tty=False):
        """Puts a run's pipes under the streams. OSError when one of the paths cannot be opened.

        tty: they are one terminal. It is opened for reading first, which makes it that of the process and its children."""
        if self._late.held:
            self.flush_own()
        self._late.begin()
        if tty:
            self._point(source, 0, O_RDWR)
        self._point(out, 1)
        self._point(err, 2)
        if source != self._in_path:
            if not tty:
                self._point(source, 0, O_RDONLY)
            self._in_path = source
            self._in = sys.stdin = sys.__stdin__ = self._make_in()
        self._heal()
        self._watch_use()
        if tty != self._by_line:
            self._by_line = tty
            self._out.reconfigure(line_buffering=tty)

    def _point(self, path, target, flags=O_WRONLY):
        fd = os_open(path, flags)
        if fd == target:  # user code had closed that
            set_inheritable(fd, True)
        else:
            dup2(fd, target)
            close(fd)

    def _heal(self):
        if _is_closed(self._out):
            self._out = sys.__stdout__ = self._make_out()
        if _is_closed(self._err):
            self._err = sys.__stderr__ = self._make_err()
        if _is_closed(self._in):
            self._in = sys.__stdin__ = self._make_in()
        if _is_closed(getattr(sys, "stdout", _deleted)):
            sys.stdout = self._out
        if _is_closed(getattr(sys, "stderr", _deleted)):
            sys.stderr = self._err
        if _is_closed(getattr(sys, "stdin", _deleted)):
            sys.stdin = self._in

    def flush_user(self):
        """Flushes what user code put in place of the streams. May run its code."""
        for name, own in (("stdout", self._out), ("stderr", self._err)):
            stream = getattr(sys, name, None)
            if stream is not own and stream is not None:
                try_flush(stream)

    def flush_own(self):
        return try_flush(self._out) & try_flush(self._err)

    def leave(self, discard=False):
        """Takes the pipes away. `discard`: what is still buffered goes nowhere, as at os._exit. False when data was lost."""
        kept = discard or self.flush_own()
        late = self._late
        if late.leaves():
            late.hold(self._out, self._err, self._errors)
            self.flush_own()
        elif late.held:
            late.tend(self._out, self._err)
        out, err = late.descriptors or (self._null, self._null)
        try:
            dup2(out, 1)
            dup2(err, 2)
            if self._in_path != NULL:
                dup2(self._null, 0)
                self._in_path = None
        except OSError:
            self._renew()
        if discard or not kept:
            self.flush_own()
        return kept

    def _renew(self):
        """User code closed the spare descriptors."""
        self._late.forget()
        self._in_path = None
        self._null = high_fd(NULL, O_RDWR, SPARE)
        for fd in (0, 1, 2):
            dup2(self._null, fd)

    @property
    def held(self):
        """True while threads or tasks of an earlier run may print."""
        return bool(self._late.held)

    def tend(self):
        """Between runs: lets go of the pipes of runs whose threads have ended."""
        self.flush_own()
        if self._late.tend(self._out, self._err):
            out, err = self._late.descriptors or (self._null, self._null)
            dup2(out, 1)
            dup2(err, 2)
