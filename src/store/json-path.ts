/**
 * A part of a JSON document by a path such as `$.items[0]['a b'][*].id` or `$[-3:]`: names, indices (negative: from the
 * end), slices and wildcards of RFC 9535; no filters and no descendants.
 */
import { HoldfastError } from "../errors.js";

type Step =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly from: number; readonly to: number }
  | "*";

const STEP =
  /\.([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)|\.(\*)|\[\s*(?:(\*)|(-?\d+)|(-?\d*)\s*:\s*(-?\d*)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]/y;

/** The values at a path, each as a line of JSON. Throws INVALID_ARGUMENT. */
export function selectJson(document: string, path: string): string {
  const steps = parse(path);
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch (cause) {
    throw invalid("The output is no JSON document", (cause as Error).message, "Take it by lines or bytes.");
  }
  let found: unknown[] = [value];
  for (const step of steps) found = found.flatMap((one) => below(one, step));
  return found.map((one) => `${JSON.stringify(one)}\n`).join("");
}

function parse(path: string): Step[] {
  if (!path.startsWith("$")) throw invalid("A JSON path begins with $", path, "Write it as $.items[0].id.");
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex;
    const [, name, star, every, index, from, to, single, double] = STEP.exec(path) ?? [];
    const quoted = single ?? double;
    if (star ?? every) steps.push("*");
    else if (index !== undefined) steps.push({ index: Number(index) });
    else if (from !== undefined && to !== undefined)
      steps.push({ from: from === "" ? 0 : Number(from), to: to === "" ? Infinity : Number(to) });
    else if (name !== undefined || quoted !== undefined)
      steps.push({ name: name ?? (quoted ?? "").replaceAll(/\\(.)/g, "$1") });
    else
      throw invalid(
        `This part of the JSON path is not understood`,
        path.slice(at),
        "Use .name, ['name'], [0], [-1], [1:3] and [*].",
      );
  }
  return steps;
}

function below(value: unknown, step: Step): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.values(value);
  if (Array.isArray(value)) {
    if ("index" in step) return value.slice(step.index, step.index + 1 || undefined).slice(0, 1) as unknown[];
    return "from" in step ? (value.slice(step.from, step.to) as unknown[]) : [];
  }
  return "name" in step && Object.hasOwn(value, step.name)
    ? [(value as Record<string, unknown>)[step.name]]
    : [];
}

function invalid(message: string, got: string, next: string): HoldfastError {
  return new HoldfastError("INVALID_ARGUMENT", { message, got, next });
}
