// The Node driver: runs user code in a living process and speaks docs/protocol.md.
// Started as: node --no-force-async-hooks-checks node.mjs DIR
//
//   node/channel.mjs    frames in from DIR/ctl, lines out to DIR/st
//   node/guard.mjs      who may be terminated when; its thread is node/watch.mjs
//   node/run.mjs        the life of one run: begin, execute, finish
//   node/program.mjs    source text to something that runs; node/rewrite.mjs does the parsing
//   node/scope.mjs      cwd and environment       node/stdio.mjs    the three streams
//   node/late.mjs       whose output it is that timers and servers print
//   node/exits.mjs      process.exit, late errors node/errors.mjs   an error as node prints it
//   node/names.mjs      what user code defined    node/keep.mjs     carrying it to another process
//   node/known.mjs      what of it is different
//   node/view.mjs       a short look at a value   node/pristine.mjs the built-ins, put back for a parser
//   node/modules.mjs    require and its friends   node/safe.mjs     built-ins as they were at the start
//
// Invariant: no driver code relies on a global or a prototype that user code can reach. So all modules are loaded before any of it
// runs, and each takes what it needs of the global object at its top, or from safe.mjs. What parses has pristine.mjs.
import process from "node:process";
import { openChannel } from "./node/channel.mjs";
import { startGuard } from "./node/guard.mjs";
import { provideModules } from "./node/modules.mjs";
import { provideStdio } from "./node/stdio.mjs";
import { followTimers } from "./node/late.mjs";
import { keepAlive } from "./node/exits.mjs";
import { rememberBuiltins } from "./node/globals.mjs";
import { receive, resume } from "./node/run.mjs";

const folder = process.argv[2];
process.argv = [process.execPath];
process.execArgv = [];

provideModules();
provideStdio(folder);
followTimers();
keepAlive();
rememberBuiltins();

openChannel(folder, receive, {
  t: "ready",
  pid: process.pid,
  version: process.versions.node,
  executable: process.execPath,
});
startGuard(folder, resume);
