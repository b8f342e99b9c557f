/** A Python that has what a peer needs: packages of a distribution belong to its own Python, which PATH may hide. */
import { spawnSync } from "node:child_process";

const CANDIDATES = ["python3", "/usr/bin/python3", "/usr/local/bin/python3"];
const found = new Map<string, string | undefined>();

/** `HOLDFAST_BENCH_PYTHON` comes first. Undefined where none has all of these modules. */
export function findPython(modules: readonly string[]): string | undefined {
  const code = `import ${modules.join(", ")}`;
  if (!found.has(code)) {
    const own = process.env["HOLDFAST_BENCH_PYTHON"];
    const candidates = own === undefined ? CANDIDATES : [own, ...CANDIDATES];
    found.set(
      code,
      candidates.find((python) => spawnSync(python, ["-c", code], { stdio: "ignore" }).status === 0),
    );
  }
  return found.get(code);
}
