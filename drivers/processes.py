"""What the kernel says of the processes below a guardian: who holds a file, and who gets an interrupt that is typed."""
import os
import re
import signal

PF_EXITING, PF_FORKNOEXEC = 0x4, 0x40  # of the kernel's include/linux/sched.h


def holds(pid, path):
    """Whether a process has this file open."""
    try:
        return any(os.readlink("/proc/%d/fd/%s" % (pid, fd)) == path for fd in os.listdir("/proc/%d/fd" % pid))
    except OSError:
        return False


def _read(pid, name):
    with open("/proc/%d/%s" % (pid, name), "rb", buffering=0) as handle:
        return handle.read(4096)


class _Listener:
    """A process that an interrupt may reach. Raises OSError when it is gone."""

    def __init__(self, pid):
        self.pid = pid
        fields = _read(pid, "stat").rpartition(b")")[2].split()
        flags = int(fields[6])
        self.group = int(fields[2])
        self.lives = fields[0] not in (b"Z", b"X") and not flags & PF_EXITING
        self.forked = bool(flags & PF_FORKNOEXEC) and int(fields[3]) != pid  # not the interpreter, which leads its session
        self.status = int(fields[49]) if len(fields) > 49 else 0  # as wait() gives it; of one that does not live

    def handles(self):
        """Whether it has a handler for SIGINT."""
        caught = re.search(rb"^SigCgt:\s*([0-9a-f]+)", _read(self.pid, "status"), re.MULTILINE)
        return bool(caught and int(caught.group(1), 16) & 1 << (signal.SIGINT - 1))


def listeners(group, pids):
    """Those of a process group who get an interrupt, {pid: whether it handles one}; None where the system cannot tell. A shell's
    child that still has the shell's handlers, and has yet to become its program, would lose it."""
    found = {}
    if not os.path.isdir("/proc/self"):
        return None
    for pid in pids:
        try:
            one = _Listener(pid)
            handles = one.group == group and one.lives and one.handles()
            if one.group == group and one.lives and not (one.forked and handles):
                found[pid] = handles
        except OSError:
            pass
    return found


def has_heard(pid, handles):
    """Whether one who lived just before an interrupt was typed has got it. One without a handler dies of it, or ended before."""
    try:
        one = _Listener(pid)
        return handles or one.lives or one.status & 0x7F == signal.SIGINT
    except OSError:
        return handles
