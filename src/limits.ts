/**
 * Every limit of Holdfast: one place, units last in the name, each with its reason. Those that users may change are
 * `RuntimeOptions`; the rest protect the host.
 */
export const limits = {
  /** Default limit of a run: long enough for a build step, short enough for an agent that waits. */
  timeoutMs: 30_000,
  /** Largest limit of a run: what setTimeout can hold (2^31 - 1); a larger value would fire at once. */
  timeoutMsMax: 2_147_483_647,
  /** Code of one run. Larger programs belong in files. */
  codeBytesMax: 16 * 1024 * 1024,
  /** Output kept in memory per stream of a run: half from the head, half from the tail. */
  outputBytesMax: 1024 * 1024,
  /** A stream event grows up to this while nobody reads it. */
  eventBytesMax: 65_536,
  /** A tool's result as a model reads it, about so many tokens: several fit into any context, and most outputs fit whole. */
  toolResultTokensMax: 8_000,
  /** A tool's call returns after so long while its run goes on: well under the 60 s after which hosts give up. */
  toolYieldMs: 10_000,
  /** Partial output is told to a tool's host no more often. */
  toolUpdateMs: 100,
  /** The end of the output so far, as characters, that a host is told meanwhile. */
  toolUpdateCharacters: 4_000,
  /** An MCP call returns within this, whatever it asks for: clients give up after 60 s. */
  mcpYieldMsMax: 50_000,
  /** An MCP client that asked for progress hears so often that the run goes on. */
  mcpProgressMs: 1_000,
  /** What a job has after SIGTERM before SIGKILL. */
  killGraceMs: 2_000,
  /** A process substitution whose command has ended is given so long to end too, so that what it writes is in the result. */
  substitutionMs: 200,
  /** How often it is looked whether kept jobs of ended sessions still live. */
  keptLookMs: 1_000,
  /** Runs of a node interpreter that what they left can still write to. */
  lateRunsMax: 100,
  /** Runs that a session remembers, with their outputs. */
  historyLimit: 100,
  /** Runs that may wait in one session's queue. */
  maxQueuedRuns: 256,
  /** Sessions of one runtime; the least recently used idle one makes room. */
  maxSessions: 1024,
  /** A session that nobody used for so long, and in which nothing is alive, is closed. */
  idleTimeoutMs: 30 * 60_000,
  /** One message of a driver. Larger means a broken or hostile channel. */
  messageBytesMax: 32 * 1024 * 1024,
  /** One line between daemon and client: the largest code, each byte escaped at worst as six. */
  daemonMessageBytesMax: 100 * 1024 * 1024,
  /** What is buffered for a watcher that does not read; beyond it events are dropped, and counted. */
  daemonBacklogBytesMax: 8 * 1024 * 1024,
  /** Path of a unix socket: sun_path of Linux less its NUL (macOS has 103). */
  socketPathBytesMax: process.platform === "darwin" ? 103 : 107,
  /** The daemon ends itself when it has had no session and no client for so long. */
  daemonIdleMs: 60_000,
  /** A daemon that was started must answer within this. */
  daemonStartMsMax: 15_000,
  /** The daemon's log; at this size it is begun anew, and the one before is kept as `.1`. */
  logBytesMax: 1024 * 1024,
  /** A fork of the shell that is younger may still have to become what it was forked for; a clock tick is 10 ms. */
  freshForkMs: 30,
  /** Output of a session's runs on disk, beyond what memory keeps: a long build's log fits, and a flood does not fill the disk. */
  spillBytesMax: 256 * 1024 * 1024,
  /** Each takes a descriptor. */
  spillFilesMax: 32,
  /** Output on disk is dropped after so long. */
  spillAgeMs: 24 * 60 * 60 * 1000,
  /** A JSON document out of which a part is taken is parsed whole. */
  jsonBytesMax: 64 * 1024 * 1024,
  /** A search of output: matches, what of a line is looked at, and how long one piece of 256 KiB may take. */
  grepMatchesMax: 10_000,
  grepLineCharactersMax: 1024 * 1024,
  grepMs: 1_000,
  /** A run that takes input is looked at after so long, and then at gaps that double up to the second: a reader is told within 300 ms. */
  inputLookMs: 40,
  inputLookMsMax: 160,
  /** A reader is one that waits at two looks, so far apart. */
  inputAgainMs: 20,
  /** The same for one that also holds a connection, five times: a server's answer mostly comes sooner. */
  inputPatientMs: 100,
  /** One that cannot be seen to read may do so when nothing has happened for so long: behind what may be a question, and behind anything. */
  inputSilenceMs: 2_000,
  inputSilenceMsMax: 5_000,
  /** Typed, and not read yet. A pipe takes 64 KiB besides. */
  inputBytesMax: 1024 * 1024,
  /** A terminal's columns and rows: what a screen can hold, and an emulator in memory. */
  terminalSideMax: 1_000,
  /** A program that takes the whole screen has drawn it by then; the call comes back. */
  fullScreenMs: 300,
  /** Written to a terminal and not drawn yet: more holds the program back. */
  screenBytesMax: 1024 * 1024,
  /** State dump of a shell: beyond this the state is no longer followed, and says so. */
  dumpBytesMax: 64 * 1024 * 1024,
  /** Looks in a row, each with its own limit, at what a run has left. */
  idleLooksMax: 250,
  /** The same before a run of another language. */
  foreignLooksMax: 5,
  /** A shell that holds more names, or whose state takes more bytes, is looked at by a copy of it, after the run. */
  lookNamesMax: 1_000,
  lookBytesMax: 256 * 1024,
  /** Such a look begins when no run has come for so long. */
  copyQuietMs: 25,
  /** A copy that has not told by then is given up: the shell tells itself. */
  copyMsMax: 10_000,
  /** Time from the start of a cold interpreter until it must be ready. A loaded machine needs seconds. */
  startMsMax: 30_000,
  /** Time in which a fresh interpreter has to take the state of the one that it replaces: the largest dump needs seconds. */
  restoreMsMax: 10_000,
  /** Idle sessions are looked for at most this often. */
  idleCheckMsMin: 20,
  /** Largest value of an option that counts something. */
  optionMax: 2_147_483_647,
  /** Interrupt, first step to each next one: SIGINT, SIGTERM, SIGKILL to what runs, at last the interpreter. */
  interruptStepMs: 1_000,
  /** A run younger than this may not have been read by its driver when it is interrupted: it is told again after so long. */
  interruptAgainMs: 15,
  /** A port that is waited for is looked for after so long; the gap doubles up to the second. */
  untilCheckMs: 10,
  untilCheckMsMax: 200,
  /** What is waited for in a run's output is often its last words: a run that ends within this is told as one that has ended. */
  untilEndMs: 50,
  /** Graceful end: time between being asked and SIGTERM, and between SIGTERM and SIGKILL. */
  closeGraceMs: 2_000,
  /** First look at a run that does not answer; the gap doubles up to `watchMsMax`. */
  watchMs: 25,
  watchMsMax: 500,
  /** Most warm interpreters per language: as many as were taken within `warmWindowMs`, up to this. */
  warmSparesMax: 8,
  warmWindowMs: 5_000,
  /** A spare is replaced after this pause, so that its start does not slow the run that took it. */
  warmDelayMs: 5,
  /** No warm spares below this free memory. */
  warmMemoryBytesMin: 512 * 1024 * 1024,
  /** Sessions that ended without their users' doing, of which a manager remembers why. */
  lossesMax: 1_000,
  /** Consecutive failed restarts of an interpreter before a run gives up with HOST_FAILURE. */
  restartsMax: 3,
} as const;
