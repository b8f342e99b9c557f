/** All cases of the suite. */
import type { Case } from "../case.js";
import { bytes } from "./bytes.js";
import { concurrency } from "./concurrency.js";
import { exactOutput } from "./exact-output.js";
import { folders } from "./folders.js";
import { hereDocuments } from "./here-documents.js";
import { input } from "./input.js";
import { jobs } from "./jobs.js";
import { lethal } from "./lethal.js";
import { lifeCycle } from "./life-cycle.js";
import { looking } from "./looking.js";
import { node } from "./node.js";
import { oneRun } from "./one-run.js";
import { output } from "./output.js";
import { python } from "./python.js";
import { recovery } from "./recovery.js";
import { shell } from "./shell.js";
import { state } from "./state.js";
import { syntax } from "./syntax.js";
import { terminal } from "./terminal.js";
import { time } from "./time.js";
import { traps } from "./traps.js";
import { viewers } from "./viewers.js";

export const cases: readonly Case[] = [
  ...exactOutput,
  ...hereDocuments,
  ...syntax,
  ...state,
  ...shell,
  ...lethal,
  ...time,
  ...concurrency,
  ...input,
  ...terminal,
  ...jobs,
  ...output,
  ...traps,
  ...viewers,
  ...bytes,
  ...lifeCycle,
  ...recovery,
  ...folders,
  ...oneRun,
  ...python,
  ...node,
  ...looking,
];
