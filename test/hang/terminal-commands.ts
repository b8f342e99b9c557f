/** Commands that insist on a terminal, and what must become of each when it has one. */
import type { Outcome } from "./commands.js";

export interface OnTerminal {
  readonly command: string;
  /** The program that has to be there; default: the command's first word. */
  readonly program?: string;
  readonly language?: string;
  readonly outcome: Outcome;
}

const all = (outcome: Outcome, ...commands: (string | [command: string, program: string])[]): OnTerminal[] =>
  commands.map((one) =>
    typeof one === "string" ? { command: one, outcome } : { command: one[0], program: one[1], outcome },
  );

/** Run in a fresh folder each: a repository with files `a` and `b`. */
export const onTerminal: readonly OnTerminal[] = [
  ...all(
    "asks",
    "cat",
    "read x",
    "read -s x",
    "bash --norc",
    "sh",
    "python3",
    "node",
    "bc",
    "ed",
    "sqlite3 db",
    "tclsh",
    "rm -i a",
    "git add -p",
    "passwd",
    "su nobody -s /bin/cat",
    "openssl passwd",
    "ssh-keygen -f key",
    ["select x in a b; do echo $x; break; done", "bash"],
    ["npm init", "npm"],
    ["ssh-keygen -q -f k -N old && ssh-keygen -p -f k", "ssh-keygen"],
    ["sudo -u nobody cat", "sudo"],
    ["python3 -c 'import getpass; getpass.getpass()'", "python3"],
    ["python3 -c \"import termios, tty; tty.setraw(0); open('/dev/tty').read(1)\"", "python3"],
    ["node -e \"process.stdin.setRawMode(true).on('data', () => {})\"", "node"],
    ["bash -c 'cat; :' | cat", "cat"],
    ["gpg --symmetric --pinentry-mode loopback a", "gpg"],
    ["yes | head -n 3; cat", "yes"],
    ["seq 100 | less -X", "less"],
  ),
  ...all(
    "shows a screen",
    "vi a",
    "nano a",
    "top",
    "htop",
    ["watch -n 1 date", "watch"],
    ["seq 100 | less", "less"],
    ["man ls", "man"],
    ["EDITOR=vi git commit --allow-empty", "vi"],
    ["git stash -q; git -c core.editor=nano rebase -i --root", "nano"],
    ["dialog --yesno Sure? 5 20", "dialog"],
  ),
  ...all(
    "ends",
    "true",
    "tty",
    "reset",
    ["stty raw -echo; echo x", "stty"],
    ["sleep 100 &", "sleep"],
    ["nohup sleep 100 >/dev/null 2>&1 &", "nohup"],
    ["setsid sleep 100 &", "setsid"],
    ["exec true", "bash"],
    ["exit 3", "bash"],
    ["kill -INT $$", "bash"],
    ["kill -HUP $$", "bash"],
    ["ssh -o ConnectTimeout=1 -p 1 localhost", "ssh"],
    ["bash -c 'kill -STOP $$'", "bash"],
    ["git --no-pager log", "git"],
  ),
  ...all(
    "goes on",
    "sleep 100",
    "yes",
    ["tail -f a", "tail"],
    ["while :; do :; done", "bash"],
    ["trap '' INT TERM; while :; do sleep 1; done", "sleep"],
    ["python3 -m http.server -b 127.0.0.1 0", "python3"],
    ["stty raw -echo; sleep 100", "stty"],
  ),
  { command: "input()", program: "python3", language: "python", outcome: "asks" },
  { command: "import getpass; getpass.getpass()", program: "python3", language: "python", outcome: "asks" },
  { command: "breakpoint()", program: "python3", language: "python", outcome: "asks" },
  { command: "import time; time.sleep(100)", program: "python3", language: "python", outcome: "goes on" },
  { command: "import os; os.kill(os.getpid(), 1)", program: "python3", language: "python", outcome: "ends" },
  {
    command: "await new Promise((f) => process.stdin.once('data', f))",
    program: "node",
    language: "node",
    outcome: "asks",
  },
  {
    command: "require('child_process').spawnSync('cat', { stdio: 'inherit' }).status",
    program: "node",
    language: "node",
    outcome: "asks",
  },
  { command: "while (true) {}", program: "node", language: "node", outcome: "goes on" },
];
