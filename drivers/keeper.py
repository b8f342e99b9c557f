"""The keeper: the process that owns every interpreter's process tree.

One keeper runs for each python executable that a host uses. It reads requests on its standard input, one JSON object a
line (docs/protocol.md). For each interpreter it forks a guardian: a subreaper that starts the driver, reaps every
descendant, and ends them all on request or when the host is gone. The keeper is also the zygote of python sessions: the
driver is loaded once, and a session is a fork.

Nothing here runs user code. Needs Python 3.8; without Linux's prctl and /proc it still works, but a process that
leaves its session by a double fork is not found (stated by `doctor`).
"""
import gc
import json
import os
import select
import shutil
import signal
import sys
import time

PR_SET_PDEATHSIG, PR_SET_NAME, PR_SET_CHILD_SUBREAPER = 1, 15, 36
DRIVERS = os.path.dirname(os.path.abspath(__file__))
RESERVED_FD = 200  # our own descriptors live above what scripts use by number


def _prctl():
    """Linux's prctl through libc, or a function that does nothing where there is none."""
    try:
        import ctypes

        libc = ctypes.CDLL(None)
        return lambda option, value: libc.prctl(option, value, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        return lambda option, value: -1


prctl = _prctl()


def raw(text):
    """The bytes of an OS string (protocol.md)."""
    return text.encode("utf-8", "surrogateescape")


def encode(message):
    return (json.dumps(message, separators=(",", ":")) + "\n").encode("ascii")


def high(fd):
    """The same descriptor at a number that user code is unlikely to name, closed on exec."""
    import fcntl

    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, RESERVED_FD)
    os.close(fd)
    return moved


# ---- the tree ------------------------------------------------------------------------------------------------------


def children(pid):
    found = []
    try:
        tasks = os.listdir("/proc/%d/task" % pid)
    except OSError:
        return found
    for task in tasks:
        try:
            with open("/proc/%d/task/%s/children" % (pid, task), "rb", buffering=0) as handle:
                found += [int(word) for word in handle.read(1 << 20).split()]
        except OSError:
            pass
    return found


def descendants(pid):
    found, queue = [], [pid]
    while queue:
        below = children(queue.pop())
        found += below
        queue += below
    return found


def signal_all(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except OSError:
            pass


def reap():
    """Collects every ended child; returns {pid: wait status}."""
    ended = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except OSError:
            return ended
        if not pid:
            return ended
        ended[pid] = status


def kill_descendants():
    """Ends the whole tree below this process. Stopping it first keeps a process that forks in a circle from escaping."""
    for attempt in range(2000):
        tree = descendants(os.getpid())
        if not tree:
            break
        signal_all(tree, signal.SIGSTOP)
        signal_all(descendants(os.getpid()), signal.SIGKILL)
        reap()
        time.sleep(0 if attempt < 20 else 0.001)
    reap()


class ChildWatch:
    """SIGCHLD as a readable descriptor."""

    def __init__(self):
        self.fd, write = os.pipe()
        self.fd, write = high(self.fd), high(write)
        os.set_blocking(self.fd, False)
        os.set_blocking(write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        self._write = write

    def drain(self):
        try:
            os.read(self.fd, 4096)
        except OSError:
            pass

    def close(self):
        signal.set_wakeup_fd(-1)
        os.close(self.fd)
        os.close(self._write)


def ignore_terminal_signals(action):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, action)


# ---- the guardian --------------------------------------------------------------------------------------------------


class Guardian:
    """The only parent of one interpreter. It outlives the interpreter, so that jobs keep their place and a crashed
    interpreter is started again in the same folder."""

    def __init__(self, folder, session_main):
        self.folder = folder
        self.session_main = session_main
        self.interpreter = 0
        self.watch = ChildWatch()
        self.requests = high(os.open(self.path("g"), os.O_RDONLY | os.O_NONBLOCK))
        self.status = high(os.open(self.path("st"), os.O_RDWR | os.O_NONBLOCK))
        self.terminal = None  # made when a run first wants one
        self.buffer = b""

    def path(self, name):
        return os.path.join(self.folder, name)

    def tell(self, message):
        try:
            os.write(self.status, b"\n" + encode(message))
        except OSError:
            pass  # a full or vanished channel: the host finds out by its own end

    def start(self, launch):
        """Forks the interpreter: a program given by argv, or a python session in the fork itself."""
        pid = os.fork()
        if pid == 0:
            self._become(launch)
        self.interpreter = pid
        self.tell({"t": "launched", "pid": pid, "guardian": os.getpid()})

    def _become(self, launch):
        try:
            self.watch.close()
            os.close(self.requests)
            os.close(self.status)
            if self.terminal:
                self.terminal.close()
            os.setsid()
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            ignore_terminal_signals(signal.SIG_DFL)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                os.chdir(raw(launch["cwd"]))
            except OSError:
                pass  # it starts where this process stands, in `nowhere`
            if launch.get("argv") is None:
                prctl(PR_SET_NAME, b"python3")
                gc.enable()
                self.session_main(self.folder, launch["env"], launch["cwd"])
                os._exit(0)
            for number in (signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            self._open_standard(launch.get("stdio"))
            environment = {raw(name): raw(value) for name, value in launch["env"].items()}
            argv = [raw(word) for word in launch["argv"]]
            os.execve(argv[0], argv, environment)
        except BaseException as error:  # the fork must never return into the guardian's loop
            try:
                where = os.open(self.path("st"), os.O_WRONLY | os.O_NONBLOCK)
                os.write(where, b"\n" + encode({"t": "unlaunched", "reason": str(error)}))
            finally:
                os._exit(127)

    def _open_standard(self, names):
        for fd, name in enumerate(names or ()):
            flags = os.O_RDONLY if fd == 0 else os.O_WRONLY
            opened = os.open(name if name.startswith("/") else self.path(name), flags)
            os.dup2(opened, fd)
            os.close(opened)

    def serve(self):
        poll = self.sources()
        while True:
            for fd, _ in poll.poll(self.terminal and self.terminal.patience_ms):
                if fd == self.watch.fd:
                    self.watch.drain()
                    self.report(reap())
                elif fd != self.requests:
                    self.terminal.ready(fd)
                elif not self.receive():
                    return
            if self.terminal:
                poll = self.sources()

    def sources(self):
        poll = select.poll()
        poll.register(self.requests, select.POLLIN)
        poll.register(self.watch.fd, select.POLLIN)
        if self.terminal:
            self.terminal.register(poll)
        return poll

    def report(self, ended):
        if self.interpreter in ended:
            status = ended[self.interpreter]
            self.interpreter = 0
            number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
            code = 128 + number if number else os.WEXITSTATUS(status)
            self.tell({"t": "exit", "code": code, "signal": number})

    def receive(self):
        """One read of requests; False at the host's end of file or after `end`."""
        try:
            chunk = os.read(self.requests, 65536)
        except BlockingIOError:
            return True
        if not chunk:
            kill_descendants()
            return False
        *lines, self.buffer = (self.buffer + chunk).split(b"\n")
        for line in lines:
            request = json.loads(line) if line else {"t": None}
            if request["t"] == "start":
                self.start(request)
            elif request["t"] == "fifos":
                for name in request["names"]:
                    os.mkfifo(self.path(name), 0o600)
            elif request["t"] == "terminal":
                from terminal import Terminal  # only few interpreters want it

                self.terminal = Terminal(self.folder, high, lambda: descendants(os.getpid()))
            elif request["t"] == "end":
                self.end(request["askMs"] / 1000, request["graceMs"] / 1000)
                return False
        return True

    def end(self, patience, grace):
        """Waits for an interpreter that was asked to end (seconds), then SIGTERM to what is left, and after the grace
        SIGKILL until nothing is."""
        self.wait(lambda: not self.interpreter, patience)
        tree = descendants(os.getpid())
        if tree:
            signal_all(tree, signal.SIGTERM)
            signal_all(tree, signal.SIGCONT)
            self.wait(lambda: not descendants(os.getpid()), grace)
        kill_descendants()
        self.tell({"t": "ended"})

    def wait(self, condition, seconds):
        deadline = time.monotonic() + seconds
        while not condition() and time.monotonic() < deadline:
            select.select([self.watch.fd], [], [], max(0, min(0.05, deadline - time.monotonic())))
            self.watch.drain()
            self.report(reap())


# ---- the keeper ----------------------------------------------------------------------------------------------------


class Keeper:
    def __init__(self, base):
        self.base = base
        self.guardians = {}
        self.driver = None
        self.watch = ChildWatch()

    def load_driver(self):
        """Loads the python driver once, in idle time or for the first python session."""
        if self.driver is None:
            import importlib.util

            path = os.path.join(DRIVERS, "python", "__init__.py")
            spec = importlib.util.spec_from_file_location(
                "_holdfast_python", path, submodule_search_locations=[os.path.dirname(path)]
            )
            self.driver = importlib.util.module_from_spec(spec)
            sys.modules["_holdfast_python"] = self.driver
            # Bytecode would be files in the package's own folder. What user code imports is cached as python does it.
            writes_none, sys.dont_write_bytecode = sys.dont_write_bytecode, True
            try:
                spec.loader.exec_module(self.driver)
            finally:
                sys.dont_write_bytecode = writes_none
            gc.collect()
            gc.freeze()
        return self.driver.session_main

    def preload(self):
        try:
            self.load_driver()
        except Exception:
            pass  # the first python session meets the same failure, and reports it

    def tell(self, message):
        os.write(1, encode(message))

    def attempt(self, request):
        try:
            self.open(request)
        except Exception as error:
            self.tell({"t": "failed", "id": request["id"], "reason": "%s: %s" % (type(error).__name__, error)})

    def open(self, request):
        folder = request["dir"]
        for name in request["fifos"]:
            os.mkfifo(os.path.join(folder, name), 0o600)
        session_main = self.load_driver() if request["argv"] is None else None
        pid = os.fork()
        if pid == 0:
            self._become_guardian(request, session_main)
        self.guardians[pid] = request["id"]
        self.tell({"t": "opened", "id": request["id"], "guardian": pid})

    def _become_guardian(self, request, session_main):
        try:
            self.watch.close()
            null = os.open(os.devnull, os.O_RDWR)
            for fd in (0, 1, 2):
                os.dup2(null, fd)
            os.close(null)
            os.setsid()
            prctl(PR_SET_CHILD_SUBREAPER, 1)
            prctl(PR_SET_NAME, b"holdfast-guard")
            guardian = Guardian(request["dir"], session_main)
            guardian.start(request)
            guardian.serve()
        finally:
            kill_descendants()
            os._exit(0)

    def serve(self):
        poll = select.poll()
        poll.register(0, select.POLLIN)
        poll.register(self.watch.fd, select.POLLIN)
        buffer, idle_ms = b"", 30
        while True:
            ready = poll.poll(idle_ms)
            if not ready:
                idle_ms = None
                self.preload()
            for fd, event in ready:
                if fd == self.watch.fd:
                    self.watch.drain()
                    self.report(reap())
                    continue
                chunk = os.read(0, 1 << 20)
                if not chunk:
                    return
                *lines, buffer = (buffer + chunk).split(b"\n")
                for line in lines:
                    self.attempt(json.loads(line))

    def report(self, ended):
        for pid in ended:
            session = self.guardians.pop(pid, None)
            if session is not None:
                self.tell({"t": "gone", "id": session})
        # What is below us and is no guardian lost its guardian: it must not outlive it.
        strays = [pid for pid in children(os.getpid()) if pid not in self.guardians]
        for pid in strays:
            signal_all([pid] + descendants(pid), signal.SIGKILL)

    def close(self):
        kill_descendants()
        shutil.rmtree(self.base, ignore_errors=True)


def stand_nowhere(base):
    """An empty folder in which nothing can be made, since it is deleted: what cannot enter its own folder starts here."""
    nowhere = os.path.join(base, "nowhere")
    os.mkdir(nowhere, 0o700)
    os.chdir(nowhere)
    os.rmdir(nowhere)


def main():
    base = sys.argv[1]
    sys.argv = [""]
    os.closerange(3, 4096)  # what the host's own parent left open is not for user code
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    prctl(PR_SET_NAME, b"holdfast-keeper")
    ignore_terminal_signals(signal.SIG_IGN)
    keeper = Keeper(base)
    try:
        stand_nowhere(base)
        keeper.tell({"t": "keeper", "version": sys.version.split()[0], "executable": sys.executable})
        keeper.serve()
    except (BrokenPipeError, ConnectionResetError):
        pass
    finally:
        keeper.close()


if __name__ == "__main__":
    main()
