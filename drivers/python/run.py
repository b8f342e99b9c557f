"""One run, from source text to outcome. All user code of a run is executed below `Runner.perform`."""
from .armour import __builtins__, heal_builtins

import asyncio
import builtins
import sys
from atexit import _run_exitfuncs as run_exit_handlers
from os import _exit as real_exit, write
from threading import _shutdown as join_threads

from .display import rich_forms
from .failure import describe, exit_status, show

RESULT_CHARS_MAX = 1024 * 1024
COROUTINE = 0x80  # inspect.CO_COROUTINE
INTERRUPTED = 130
LOST_OUTPUT = 120  # the exit status of a Python that cannot flush its stdout at the end

_nothing = object()


class Run:
    """The outcome so far. `error` and `displays` are as on the wire; `discard`: buffered output is lost, as at os._exit."""

    __slots__ = ("id", "key", "begun", "code", "result", "displays", "error", "interrupted", "left", "discard", "cell", "settle", "tty", "unbegun")

    def __init__(self, run_id, key, settle, tty):
        self.id = run_id
        self.key = key
        self.settle = settle
        self.tty = tty
        self.begun = self.interrupted = self.discard = self.unbegun = False
        self.code = 0
        self.result = self.displays = self.error = self.left = self.cell = None


class Runner:
    def __init__(self, namespace, source, gate, streams, leaving, channel):
        self._namespace = namespace
        self._source = source
        self._gate = gate
        self._streams = streams
        self._leaving = leaving
        self._channel = channel
        self._loop = None
        self._shown = _nothing
        gate.keep_quiet(Runner.perform, Runner._report_plainly, Runner.restore, Runner.shut)

    def perform(self, run, text):
        """Runs `text` and notes the outcome. In this very frame an interrupt waits (see Gate.keep_quiet), so that there is one
        outcome; but a signal handler of the user's may raise anywhere until `shut` has returned."""
        failed = None
        try:
            self._evaluate(run, text)
        except BaseException as error:
            failed = error
        if failed is not None or self._leaving.status is not None:
            try:
                self._report(run, failed)
            except BaseException as error:
                self._report_plainly(run, error)
        failed = None
        try:
            self._streams.flush_user()
        except BaseException:
            pass
        if not self._channel.owned:
            self._end_child(run)

    def _evaluate(self, run, text):
        self._gate.open()
        self._gate.check()
        run.begun = True
        namespace = self._namespace
        namespace.pop("__warningregistry__", None)  # a warning shown in an earlier run is shown again in this one
        run.cell = cell = self._source.compile(text, "<python %s>" % run.id)
        if cell.body is not None:
            value = eval(cell.body, namespace)
            if value is not None:
                self._await(value)
        if cell.last is not None:
            value = eval(cell.last, namespace)
            if cell.last.co_flags & COROUTINE:
                value = self._await(value)
            if value is not None:
                self._show(run, value)

    def _show(self, run, value):
        text = repr(value)
        if len(text) > RESULT_CHARS_MAX:
            text = "%s… [cut: %d of %d characters]" % (text[:RESULT_CHARS_MAX], RESULT_CHARS_MAX, len(text))
        run.result = text
        if "_" not in self._namespace and getattr(builtins, "_", _nothing) is self._shown:
            builtins._ = self._shown = value
        if type(value).__module__ != "builtins":
            forms = rich_forms(value)
            if forms:
                forms.setdefault("text/plain", text)
                run.displays = [forms]

    def _await(self, coroutine):
        """Runs a cell with a top-level `await`. The loop is the session's: tasks left in it go on at the next such cell."""
        loop = self._loop
        if loop is None or loop.is_closed():
            loop = self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        end = self._streams.late.awaiting(loop)
        task = loop.create_task(coroutine)
        try:
            return loop.run_until_complete(task)
        except BaseException:
            if not task.done() and self._leaving.status is None:
                task.cancel()
                try:
                    loop.run_until_complete(task)
                except asyncio.CancelledError:
                    pass
            raise
        finally:
            end()

    def _report(self, run, error):
        """Turns what ended the cell into status, `error`, `left`, and the text on stderr."""
        run.result = run.displays = None
        if self._leaving.status is not None:
            self._report_left(run)
        elif isinstance(error, SystemExit):
            run.left = self._leaving.name_of(error)
            run.code = 1
            run.code, text = exit_status(error)
            if text:
                print(text, end="", file=sys.stderr)
        else:
            run.code = 1
            if isinstance(error, KeyboardInterrupt):
                run.code = INTERRUPTED
                run.interrupted = self._gate.seen
            run.error = describe(error, self._source)
            show(error, run.error["traceback"])

    def _report_plainly(self, run, error):
        """The report itself was interrupted, or the user's excepthook failed: what can be said without running user code."""
        run.code = run.code or 1
        name = type(error).__name__
        if isinstance(error, KeyboardInterrupt):
            run.code, run.interrupted = INTERRUPTED, True
            run.error = {"name": name, "message": "", "traceback": name + "\n"}
        elif run.error is None:
            run.error = {"name": name, "message": "", "traceback": name + "\n"}
        try:
            write(2, run.error["traceback"].encode("utf-8", "backslashreplace"))
        except OSError:
            pass

    def _report_left(self, run):
        sys.settrace(None)
        run.code, run.left, run.discard = self._leaving.status, "os._exit", True
        if asyncio._get_running_loop() is not None:
            asyncio._set_running_loop(None)
            self._loop = None

    def restore(self, keeper, entries):
        """Applies kept entries: (names, {name: reason}). An interrupt costs the entry at work. Leaves the gate shut."""
        kept, reasons = [], {}
        waiting = keeper.in_order(entries)
        before = None
        while waiting and len(waiting) != before:  # again, as long as it helps: a decorator may need a value
            before = len(waiting)
            for entry in list(waiting):
                try:
                    self._apply(keeper, entry)
                except BaseException as error:
                    reasons[entry["name"]] = "%s: %s" % (type(error).__name__, str(error)[:200])
                else:
                    kept.append(entry["name"])
                    waiting.remove(entry)
        self.shut()
        return kept, {entry["name"]: reasons[entry["name"]] for entry in waiting}

    def _apply(self, keeper, entry):
        self._gate.open()
        self._gate.check()
        keeper.apply(entry["name"], entry["blob"])

    def shut(self):
        """From here on nothing of the user's runs in this thread."""
        while True:
            try:
                self._gate.shut()
                break
            except BaseException:
                continue
        heal_builtins()

    def _end_child(self, run):
        """A process that user code forked has come to the end of the code: it ends as a plain script does."""
        if not run.discard:
            try:
                join_threads()
                run_exit_handlers()
            except BaseException:
                pass
            self._streams.flush_user()
            self._streams.flush_own()
        real_exit(run.code)
