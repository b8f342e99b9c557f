"""bash through pexpect's replwrap; with `hasty` without the pause of 50 ms that pexpect makes before it sends."""
import sys

from pexpect import replwrap

from session import ready, serve


def interrupt():
    shell.child.sendintr()
    shell._expect_prompt()


shell = replwrap.bash()
if "hasty" in sys.argv:
    shell.child.delaybeforesend = None
shell.run_command(":")
ready()
shell.run_command("for i in {1..50}; do eval v$i=value$i; done")
serve(shell.run_command, shell.child.sendline, interrupt)
shell.child.close(force=True)
