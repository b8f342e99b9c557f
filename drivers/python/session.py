"""The loop: a message from the host, its handler, the answer."""
from .armour import __builtins__, builtins

import sys
from atexit import _run_exitfuncs as run_exit_handlers
from os import _exit as real_exit, getpid, write
from os.path import abspath, dirname
from signal import SIG_DFL, SIG_IGN, SIG_SETMASK, SIGCHLD, SIGHUP, SIGTERM, getsignal, pthread_sigmask, signal
from types import ModuleType

from .cell import Source
from .channel import Channel, quote
from .gate import Gate
from .keep import Keeper
from .leaving import Leaving
from .names import Names
from .run import LOST_OUTPUT, Run, Runner
from .scope import MissingDirectory, NoWay, Scope
from .streams import NULL, Streams

UNCHANGED = object()
SETTLED = '\n{"t":"settled"}'
LOOK_FAILED = "the look at the names failed: %s"
TEND_MS = 50  # how often the output of threads that a run left is passed on between runs


def session_main(directory, env, cwd):
    """Serves one session in this process until the host closes it. Never returns.

    directory: the interpreter's folder with the FIFOs `ctl` and `st`; env: its whole environment; cwd: where it starts.
    The process has descriptors 0 to 2 on /dev/null and one thread.
    """
    try:
        Session(directory, env, cwd).serve()
    finally:
        real_exit(70)


class Session:
    def __init__(self, directory, env, cwd):
        pthread_sigmask(SIG_SETMASK, ())
        for signum in (SIGTERM, SIGCHLD):
            signal(signum, SIG_DFL)
        self._channel = Channel(directory)
        self._scope = Scope(cwd, env)
        self._streams = Streams(directory, env)
        self._gate = Gate(self._exit)
        self._leaving = Leaving(self._gate)
        self._namespace = _fresh_main()
        self._source = Source()
        self._runner = Runner(self._namespace, self._source, self._gate, self._streams, self._leaving, self._channel)
        self._gate.keep_quiet(Session.serve, Session._turn, Session._on_run, Session._conclude, Session._on_restore)
        self._keeper = Keeper(self._namespace, self._source)
        self._names = Names(self._namespace, self._keeper)
        self._run = self._loan = self._on_hangup = None
        self._handlers = {"run": self._on_run, "settle": self._on_settle,
                          "restore": self._on_restore, "close": self._on_close}

    def serve(self):
        self._channel.send({"v": 1, "t": "ready", "pid": getpid(), "version": sys.version.split()[0],
                            "executable": sys.executable})
        while True:
            try:
                self._turn()
            except BaseException:
                if self._run is None:  # only what ends a run can be struck by a signal handler of the user's
                    raise

    def _turn(self):
        if self._run is not None:
            self._conclude()
        if self._streams.held:
            self._idle()
        message = self._channel.receive()
        if message is None:
            self._exit(None)
        if self._on_hangup is not None:
            signal(SIGHUP, self._on_hangup)
            self._on_hangup = None
        handler = self._handlers.get(message.get("t"))
        if handler is None:
            self._channel.send({"t": "broken", "why": "not a message the driver knows"})
        else:
            handler(message)

    def _idle(self):
        while self._streams.held and not self._channel.waits(TEND_MS):
            self._streams.tend()

    def _on_run(self, message):
        self._gate.begin()
        self._channel.begin(message["run"])
        run = Run(message["run"], message["key"], message.get("settle"), message.get("tty", False))
        loan = self._prepare(run, message)
        self._run, self._loan = run, loan
        if loan is not None:
            self._leaving.forget()
            self._runner.perform(run, message["code"])
        self._conclude()

    def _conclude(self):
        """Ends the present run: may be called again until it has come past `shut`."""
        run = self._run
        if not self._channel.owned:
            real_exit(run.code or 1)  # a forked child that a signal handler threw out of the run
        self._runner.shut()
        if not run.begun:
            run.code = run.code or 1
        if not self._streams.leave(run.discard):
            run.code = LOST_OUTPUT
        if self._loan:
            self._scope.give_back(self._loan)
        self._run = self._loan = None
        if run.tty and self._on_hangup is None:
            self._on_hangup = getsignal(SIGHUP) or SIG_DFL
            signal(SIGHUP, SIG_IGN)  # the host hangs the terminal up now; this process leads its session
        settled = self._look(run.cell) if run.settle else None
        self._send_done(run, SETTLED if settled is UNCHANGED else "")
        if not run.settle:
            self._names.note(run.cell)
        elif settled is not UNCHANGED:
            self._tell(settled)
        self._rest()

    def _prepare(self, run, message):
        """What is to be given back after the run, () when nothing is; None when the run cannot start."""
        try:
            self._streams.enter(message["out"], message["err"], message.get("in", NULL), run.tty)
            if "cwd" in message or "env" in message:
                self._scope.apply(message.get("cwd"), message.get("way"), message.get("env"))
            over = message.get("over")
            return self._scope.borrow(over) if over else ()
        except NoWay:
            run.code, run.unbegun = 1, True
            return None
        except (MissingDirectory, OSError) as error:
            run.code = 1
            run.error = {"name": type(error).__name__, "message": str(error), "traceback": ""}
            write(2, ("%s\n" % error).encode("utf-8", "surrogateescape"))
            return None

    def _send_done(self, run, after):
        """`after`: a line that goes with it, so that the host wakes once."""
        cwd = self._scope.stands()
        line = '{"t":"done","run":%s,"key":%s,"code":%d' % (quote(run.id), quote(run.key), run.code)
        if cwd is not None:
            line += ',"cwd":' + quote(cwd)
        if run.result is not None:
            line += ',"result":' + quote(run.result)
        if run.error is None and run.left is None and run.displays is None and not run.unbegun:
            self._channel.send_line(line + "}" + after)
            return
        self._channel.send({key: value for key, value in (
            ("t", "done"), ("run", run.id), ("key", run.key), ("code", run.code), ("cwd", cwd), ("result", run.result),
            ("displays", run.displays), ("error", run.error), ("interrupted", run.interrupted or None), ("left", run.left),
            ("unbegun", run.unbegun or None),
        ) if value is not None})
        if after:
            self._channel.send_line(after[1:])

    def _on_settle(self, message):
        settled = self._look(None)
        self._tell({"t": "settled"} if settled is UNCHANGED else settled)
        self._rest()

    def _rest(self):
        """The host has its answer."""
        try:
            self._names.rest(lambda: self._channel.waits(0))
        except BaseException:
            pass  # the next look is slower

    def _look(self, cell):
        """The beginning of `settled`, for which none of the user's code runs; UNCHANGED when that is all of it."""
        settled = {"t": "settled"}
        settled.update(self._scope.news())
        try:
            self._names.note(cell)
            if self._names.look() and len(settled) == 1:
                return UNCHANGED
        except BaseException as error:
            settled["cut"] = LOOK_FAILED % type(error).__name__
        return settled

    def _tell(self, settled):
        try:
            settled.update(self._names.tell())
        except BaseException as error:
            settled["cut"] = LOOK_FAILED % type(error).__name__
        self._channel.send(settled)

    def _on_restore(self, message):
        self._gate.begin()
        kept, lost = self._runner.restore(self._keeper, message.get("keep", ()))
        self._names.settle_down()
        self._channel.send({"t": "restored", "kept": kept, "lost": lost})

    def _on_close(self, message):
        self._exit(None)

    def _exit(self, error):
        """Runs exit handlers and ends the interpreter; output goes nowhere."""
        status = 0
        try:
            if error is not None and isinstance(error.code, int):
                status = error.code & 0xFF
            run_exit_handlers()
            self._streams.flush_user()
        except BaseException:
            pass
        real_exit(status)


def _fresh_main():
    """The user's `__main__`, as that of `python` without a script."""
    starter = getattr(sys.modules.get("__main__"), "__file__", None)
    main = ModuleType("__main__")
    main.__builtins__ = builtins
    main.__annotations__ = {}
    sys.modules["__main__"] = main
    sys.argv[:] = [""]
    keepers_own = starter is not None and sys.path[:1] == [dirname(abspath(starter))]
    sys.path[0:int(keepers_own)] = [""]
    return vars(main)
