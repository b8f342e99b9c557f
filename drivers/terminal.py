"""The terminal of one interpreter, which its guardian serves between the host and the runs that have `tty`.

A pseudo-terminal is made for a run and hung up when nothing holds it any more; while something does, later runs use the
same one. What programs write goes to the run's output FIFO; what the host types is written as programs can take it: a line
in canonical mode holds 4095 bytes (N_TTY_BUF_SIZE of the kernel), and a longer one is handed over in parts, by the
end-of-file character, which is none behind other characters.

Requests and answers are JSON lines in the FIFOs `tt` and `ta` (docs/protocol.md).
"""
import base64
import errno
import fcntl
import json
import os
import select
import struct
import termios
import time

from processes import has_heard, holds, listeners

LINE_BYTES_MAX = 4095
ATTACH_MS = 2  # how often it is looked whether somebody is there who gets what is typed
NOBODY_S = 0.1  # where all processes in front have ended it is typed all the same after so long
READ_BYTES = 65536
IFLAG, LFLAG, CC = 0, 3, 6


def _size(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class _Typing:
    """Bytes to be typed. number: of the request that is to be answered, or None; state: the mode when it came."""

    def __init__(self, data, number, state):
        self.data, self.number, self.state = data, number, state
        self.front = 0  # for an interrupt: the process group in front
        self.listeners = None  # and {pid: whether it handles one} of those in it who live; None: not known
        self.deadline = None


class Terminal:
    def __init__(self, folder, high, descendants):
        """high: moves a descriptor out of the way; descendants: gives the pids of all processes but this one."""
        self._high, self._descendants = high, descendants
        self._requests = self._fifo(folder, "tt")
        self._answers = self._fifo(folder, "ta")
        self._buffer = b""
        self._master = self._slave = self._out = -1
        self._path = self._initial = None
        self._backlog = b""  # of what programs wrote, that the host's FIFO did not take
        self._typed = []  # _Typing, in order
        self._ready = False  # somebody is there who gets what is typed next
        self._line = 0  # bytes since the last end of line
        self._live = False  # a run has it
        self._resting = None  # the request, while it waits for the host to read

    def _fifo(self, folder, name):
        path = os.path.join(folder, name)
        os.mkfifo(path, 0o600)
        return self._high(os.open(path, os.O_RDWR | os.O_NONBLOCK))

    @property
    def patience_ms(self):
        """How long the guardian may sleep; None: until something happens."""
        return ATTACH_MS if self._typed and not self._ready else None

    def _can_type(self):
        """Whether somebody gets what is typed next. Before a process has the terminal C-c would interrupt nobody; nor would it
        where the command in front has just ended: a moment later the shell is there, or the next command."""
        if not self._typed or not self._foreground():
            return False
        typing = self._typed[0]
        if not self._interrupt_in(typing.data):
            return True
        typing.front = self._foreground()
        typing.listeners = listeners(typing.front, self._descendants())
        if typing.listeners != {}:
            return True
        typing.deadline = typing.deadline or time.monotonic() + NOBODY_S
        return time.monotonic() > typing.deadline

    def _interrupt_in(self, data):
        """Whether this holds the character that is an interrupt (VINTR)."""
        attributes = termios.tcgetattr(self._master)
        return attributes[LFLAG] & termios.ISIG and attributes[CC][termios.VINTR] in data.replace(b"\0", b"")

    def _await_interrupt(self):
        """What is written is looked at by a worker of the kernel; a poll of the other end waits for it."""
        poll = select.poll()
        poll.register(self._slave, select.POLLIN)
        poll.poll(0)

    def _foreground(self):
        """The process group in the foreground; 0: none."""
        try:
            return os.tcgetpgrp(self._master)
        except OSError:
            return 0

    def register(self, poll):
        poll.register(self._requests, select.POLLIN)
        if self._master >= 0:
            reads = select.POLLIN if self._out >= 0 and not self._backlog else 0
            self._ready = self._can_type()
            poll.register(self._master, reads | (select.POLLOUT if self._ready else 0))
        if self._backlog:
            poll.register(self._out, select.POLLOUT)

    def ready(self, fd):
        """Does what one of its descriptors is ready for."""
        if fd == self._requests:
            self._receive()
        else:
            self._type()
            self._copy()
        if self._resting is not None and not self._backlog:
            self._rest()

    def close(self):
        self._hang_up()
        os.close(self._requests)
        os.close(self._answers)

    # ---- requests

    def _receive(self):
        try:
            chunk = os.read(self._requests, READ_BYTES)
        except BlockingIOError:
            return
        *lines, self._buffer = (self._buffer + chunk).split(b"\n")
        for line in lines:
            request = json.loads(line)
            getattr(self, "_on_" + request["t"])(request)

    def _answer(self, number, kind, **more):
        data = json.dumps({"n": number, "t": kind, **more}, separators=(",", ":")).encode("ascii") + b"\n"
        try:
            os.write(self._answers, data)
        except OSError:
            pass  # the host has gone, or does not read: it finds out by its own end

    def _on_open(self, request):
        """A terminal for the next run, in its first state. What is written from now on waits for `begin`."""
        self._copy()
        self._let_go()
        try:
            if self._master < 0:
                master, slave = os.openpty()
                self._path = os.ttyname(slave)
                self._master, self._slave = self._high(master), self._high(slave)
                os.set_blocking(self._master, False)
                self._initial = termios.tcgetattr(self._slave)
            termios.tcsetattr(self._slave, termios.TCSANOW, self._initial)
            termios.tcflush(self._slave, termios.TCIFLUSH)
            _size(self._slave, request["columns"], request["rows"])
        except OSError as error:
            self._answer(request["n"], "failed", reason=str(error))
            return
        self._forget_typed()
        self._live = True
        self._answer(request["n"], "opened", path=self._path)

    def _on_begin(self, request):
        """What is written since `open` belongs to the run that reads this FIFO."""
        try:
            self._out = self._high(os.open(request["out"], os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            self._out = -1  # the host has closed it: the run is over

    def _on_type(self, request):
        self._queue(base64.b64decode(request["data"]), request["n"])

    def _queue(self, data, number):
        """Typed when its turn comes; dropped when the run is over."""
        if self._live:
            self._typed.append(_Typing(data, number, self._state()))
            self._type()
        elif number is not None:
            self._answer(number, "typed", **self._state())

    def _on_reply(self, request):
        """What a terminal answers to a query. A program that asks has switched echo off; another would find it in its input."""
        if self._master >= 0 and not self._state()["echo"]:
            self._queue(base64.b64decode(request["data"]), None)

    def _on_eof(self, request):
        canonical = self._state()["canonical"]
        data = termios.tcgetattr(self._master)[CC][termios.VEOF] if canonical and self._master >= 0 else b"\x04"
        unfinished = canonical and (self._line > 0 or self._ends_unfinished())
        self._queue(data * (2 if unfinished else 1), request["n"])

    def _on_look(self, request):
        self._answer(request["n"], "look", **self._state())

    def _on_size(self, request):
        if self._slave >= 0:
            _size(self._slave, request["columns"], request["rows"])

    def _on_rest(self, request):
        """The run has ended: all that was written goes to the host, then the terminal goes, unless something holds it."""
        self._resting = request
        self._live = False
        self._copy()

    # ---- the two directions

    def _state(self):
        if self._master < 0:
            return {"echo": True, "canonical": True, "signals": True, "foreground": 0}
        flags = termios.tcgetattr(self._master)[LFLAG]
        return {
            "echo": bool(flags & termios.ECHO),
            "canonical": bool(flags & termios.ICANON),
            "signals": bool(flags & termios.ISIG),
            "foreground": self._foreground(),
        }

    def _ends_unfinished(self):
        last = self._typed[-1].data if self._typed else b""
        return last[-1:] not in (b"", b"\n", b"\r")

    def _copy(self):
        """What programs have written, until there is no more or the host does not take it."""
        while self._master >= 0 and self._out >= 0:
            if self._backlog and not self._flush():
                return
            try:
                self._backlog = os.read(self._master, READ_BYTES)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                return

    def _flush(self):
        try:
            self._backlog = self._backlog[os.write(self._out, self._backlog):]
        except BlockingIOError:
            return False
        except OSError:
            self._backlog = b""  # nobody reads it any more
        return not self._backlog

    def _type(self):
        while self._can_type():
            typing = self._typed[0]
            data, interrupts = typing.data, self._interrupt_in(typing.data)
            try:
                written = self._write(data) if data else 0
            except BlockingIOError:
                return
            if interrupts and not self._interrupt_in(data[written:]):
                self._await_interrupt()
                heard = typing.listeners is None or any(has_heard(*one) for one in typing.listeners.items())
                typing.state = dict(typing.state, interrupt="heard" if heard else "missed", foreground=typing.front)
            typing.data = data[written:]
            if not typing.data:
                self._typed.pop(0)
                if typing.number is not None:
                    self._answer(typing.number, "typed", **typing.state)

    def _write(self, data):
        """Writes a part of the data as the terminal's mode wants it; how much of it."""
        attributes = termios.tcgetattr(self._master)
        if not attributes[LFLAG] & termios.ICANON:
            self._line = 0
            return os.write(self._master, data[:READ_BYTES].replace(b"\n", b"\r"))
        ends = {b"\n", attributes[CC][termios.VEOF], attributes[CC][termios.VEOL]} - {b"\0"}
        if attributes[IFLAG] & termios.ICRNL:
            ends.add(b"\r")
        found = [at for at in (data.find(end, 0, LINE_BYTES_MAX) for end in ends) if at >= 0]
        end = min(found) + 1 if found else len(data)
        room = LINE_BYTES_MAX - 1 - self._line
        if room == 0 and not data[:1] in ends:
            os.write(self._master, attributes[CC][termios.VEOF])
            self._line = 0
            return 0
        written = os.write(self._master, data[: max(1, min(end, room))])
        self._line = 0 if data[written - 1 : written] in ends else self._line + written
        return written

    # ---- the end

    def _rest(self):
        self._copy()
        if self._backlog:
            return
        request, self._resting = self._resting, None
        self._forget_typed()
        if self._master < 0 or not any(holds(pid, self._path) for pid in self._descendants()):
            self._hang_up()
        self._answer(request["n"], "rested")

    def _hang_up(self):
        self._let_go()
        for fd in (self._slave, self._master):
            if fd >= 0:
                os.close(fd)
        self._master = self._slave = -1

    def _forget_typed(self):
        for typing in self._typed:
            if typing.number is not None:
                self._answer(typing.number, "typed", **typing.state)
        self._typed, self._line = [], 0

    def _let_go(self):
        if self._out >= 0:
            os.close(self._out)
        self._out = -1
        self._backlog = b""
