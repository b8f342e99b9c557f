import { spawn } from "node:child_process";
import { once } from "node:events";

/** The floor under every figure: one byte to another process and back. */
async function echoThroughCat(rounds: number): Promise<number[]> {
  const cat = spawn("cat", { stdio: ["pipe", "pipe", "inherit"] });
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    cat.stdin.write("x");
    await once(cat.stdout, "data");
    took.push((performance.now() - start) * 1_000);
  }
  cat.stdin.end();
  await once(cat, "close");
  return took;
}

function percentile(values: number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? NaN)} us`;
}

await echoThroughCat(200);
const took = await echoThroughCat(2_000);
console.log(`one byte through cat and back: p50 ${percentile(took, 0.5)}, p99 ${percentile(took, 0.99)}`);
