// A model learns in batches, a call for each: softmax regression in plain Python tells penguins' species from four
// measures. One batch is far too long and is stopped by an AbortSignal; the next call goes on with what it had learned.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRuntime } from "holdfast";

const file = fileURLToPath(new URL("../data/penguins.json", import.meta.resolve("vega-datasets")));
const measures = ["Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)"];
const python = { language: "python" };

const learner = `
import json, math, os, random
measures = json.loads(os.environ["MEASURES"])
birds = [bird for bird in json.load(open(os.environ["PENGUINS"])) if all(bird[m] for m in measures)]
species = sorted({bird["Species"] for bird in birds})
# Each fifth bird is kept for the examination.
train = [bird for n, bird in enumerate(birds) if n % 5]
mean = [sum(bird[m] for bird in train) / len(train) for m in measures]
spread = [math.sqrt(sum((bird[m] - mu) ** 2 for bird in train) / len(train)) for m, mu in zip(measures, mean)]
examples = [([1.0] + [(bird[m] - mu) / s for m, mu, s in zip(measures, mean, spread)], species.index(bird["Species"])) for bird in train]
weights = [[0.0] * 5 for _ in species]
epoch, dice = 0, random.Random(7)

def chances(x):
    scores = [math.exp(sum(w * v for w, v in zip(row, x))) for row in weights]
    return [score / sum(scores) for score in scores]

def loss():
    return -sum(math.log(chances(x)[y]) for x, y in examples) / len(examples)

def learn(epochs, rate=0.02):
    global epoch
    for _ in range(epochs):
        for x, y in dice.sample(examples, len(examples)):
            for k, (row, p) in enumerate(zip(weights, chances(x))):
                for i, v in enumerate(x):
                    row[i] -= rate * (p - (k == y)) * v
        epoch += 1
        print(f"epoch {epoch} loss {loss():.4f}", flush=True)`;

/** Loss on the birds that it learned from, and right answers on the others, worked out here from the model's weights. */
function examine({ species, weights, mean, spread }) {
  const birds = JSON.parse(readFileSync(file, "utf8")).filter((bird) =>
    measures.every((measure) => bird[measure]),
  );
  const judged = birds.map((bird) => {
    const x = [1, ...measures.map((measure, i) => (bird[measure] - mean[i]) / spread[i])];
    const scores = weights.map((row) => Math.exp(row.reduce((sum, weight, i) => sum + weight * x[i], 0)));
    const total = scores.reduce((a, b) => a + b);
    const best = scores.indexOf(Math.max(...scores));
    return { right: species[best] === bird.Species, chance: scores[species.indexOf(bird.Species)] / total };
  });
  const learned = judged.filter((_, n) => n % 5);
  const others = judged.filter((_, n) => n % 5 === 0);
  return {
    loss: -learned.reduce((sum, { chance }) => sum + Math.log(chance), 0) / learned.length,
    right: others.filter(({ right }) => right).length,
    asked: others.length,
  };
}

const runtime = await createRuntime({ env: { set: { PENGUINS: file, MEASURES: JSON.stringify(measures) } } });
const folder = mkdtempSync(join(tmpdir(), "learning-loop-"));
try {
  const session = await runtime.session(folder);
  /** The model as it is between two calls. */
  const look = async () => {
    const seen = await session.eval(
      "print(json.dumps(dict(epoch=epoch, loss=loss(), species=species, weights=weights, mean=mean, spread=spread)))",
    );
    const model = JSON.parse(seen.stdout);
    assert.ok(Math.abs(model.loss - examine(model).loss) < 1e-9, "the loss is not that of these weights");
    return model;
  };

  const ready = await session.exec(learner, python);
  assert.equal(ready.status, "completed", ready.stderr);
  const untaught = await look();
  assert.ok(Math.abs(untaught.loss - Math.log(3)) < 1e-9);
  console.log(`untaught      loss ${untaught.loss.toFixed(3)}, that of a guess among three`);

  const first = await session.exec("learn(3)", python);
  assert.ok(first.changes.variables.changed.includes("weights"));
  const taught = await look();
  assert.equal(taught.epoch, 3);
  assert.ok(taught.loss < untaught.loss / 2);
  console.log(`first batch   3 epochs, loss ${taught.loss.toFixed(3)}`);

  // A million epochs: enough is seen after the twelfth.
  const enough = new AbortController();
  let told = "";
  const long = await session.exec("learn(1_000_000)", {
    language: "python",
    signal: enough.signal,
    onOutput: ({ text }) => (told += text).includes("epoch 12 ") && enough.abort(),
  });
  assert.equal(long.status, "interrupted");
  const kept = await look();
  assert.ok(kept.epoch >= 12 && kept.loss < taught.loss);
  console.log(`second batch  stopped in epoch ${kept.epoch + 1}, loss ${kept.loss.toFixed(3)}`);

  const last = await session.exec("learn(20)", python);
  assert.match(last.stdout, new RegExp(`^epoch ${kept.epoch + 1} `));
  const learned = await look();
  assert.equal(learned.epoch, kept.epoch + 20);
  assert.ok(learned.loss < kept.loss);
  console.log(`third batch   20 epochs more, loss ${learned.loss.toFixed(3)}`);

  const { right, asked } = examine(learned);
  assert.ok(right > 0.95 * asked);
  console.log(`examination   ${right} of ${asked} birds that it has never seen`);
} finally {
  await runtime.close();
  rmSync(folder, { recursive: true });
}

// Output:
// untaught      loss 1.099, that of a guess among three
// first batch   3 epochs, loss 0.116
// second batch  stopped in epoch …, loss …
// third batch   20 epochs more, loss …
// examination   … of 69 birds that it has never seen
