/** A folder, a runtime and a session for tests; when they are done no process, descriptor or file of theirs is left. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createRuntime, type RuntimeSession, type RuntimeSessionManager } from "../src/index.js";
import { expectNoLeaks, takeTraces, type Traces } from "./leaks.js";

export interface Workbench {
  readonly folder: string;
  readonly runtime: RuntimeSessionManager;
  readonly session: RuntimeSession;
}

/** One runtime for all tests of this file or block, and a session of its own for each. @param use is given each of them. */
export function sessionForEach(use: (bench: Workbench) => void): void {
  let traces: Traces;
  let folder: string;
  let runtime: RuntimeSessionManager;
  let session: RuntimeSession;
  let count = 0;
  beforeAll(async () => {
    traces = takeTraces();
    ({ folder, runtime } = await open());
  });
  beforeEach(async () => {
    session = await runtime.session(folder, { name: `n${++count}` });
    use({ folder, runtime, session });
  });
  afterEach(() => session.terminate());
  afterAll(() => close(folder, runtime, traces));
}

/** A runtime and a session for each test. @param use is given each of them. */
export function runtimeForEach(use: (bench: Workbench) => void): void {
  let traces: Traces;
  let folder: string;
  let runtime: RuntimeSessionManager;
  beforeEach(async () => {
    traces = takeTraces();
    ({ folder, runtime } = await open());
    use({ folder, runtime, session: await runtime.session(folder) });
  });
  afterEach(() => close(folder, runtime, traces));
}

async function open() {
  return { folder: mkdtempSync(join(tmpdir(), "test-")), runtime: await createRuntime() };
}

async function close(folder: string, runtime: RuntimeSessionManager, traces: Traces): Promise<void> {
  await runtime.close();
  rmSync(folder, { recursive: true });
  await expectNoLeaks(traces);
}
