import { expect, test } from "vitest";
import { HoldfastError } from "../src/errors.js";

test("the message says what happened, what was got, the limit, and the next step", () => {
  const error = new HoldfastError("INVALID_ARGUMENT", {
    message: "The session name is too long",
    got: 300,
    limit: "128 characters",
    next: "Give a shorter name",
  });
  expect(error.message).toBe(
    "The session name is too long (got 300; limit 128 characters). Give a shorter name.",
  );
  expect(error).toBeInstanceOf(Error);
  expect(error.code).toBe("INVALID_ARGUMENT");
  expect(String(error)).toMatch(/^HoldfastError: The session name/);
});

test("what is not known is left out", () => {
  expect(new HoldfastError("HOST_FAILURE", { message: "The keeper ended." }).message).toBe(
    "The keeper ended.",
  );
  expect(new HoldfastError("QUEUE_FULL", { message: "The queue is full", limit: 64 }).message).toBe(
    "The queue is full (limit 64).",
  );
});

test("undefined is a value that one can be given", () => {
  expect(new HoldfastError("INVALID_ARGUMENT", { message: "No code", got: undefined }).message).toBe(
    "No code (got undefined).",
  );
});

test("a long value is shortened and a strange one runs no code", () => {
  const long = new HoldfastError("INVALID_ARGUMENT", { message: "Bad", got: "x".repeat(100_000) });
  expect(long.message.length).toBeLessThan(200);

  const hostile = {
    [Symbol.for("nodejs.util.inspect.custom")]: () => expect.unreachable(),
    toJSON: () => expect.unreachable(),
    get trap() {
      return expect.unreachable();
    },
  };
  expect(new HoldfastError("INVALID_ARGUMENT", { message: "Bad", got: hostile }).message).toContain(
    "[Getter]",
  );
});

test("it survives JSON, whatever the value", () => {
  const loop: { self?: unknown; big: bigint } = { big: 1n };
  loop.self = loop;
  const error = new HoldfastError("RUN_ACTIVE", {
    message: "Run r1 is active",
    got: loop,
    next: "Wait for it.",
  });
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    name: "HoldfastError",
    code: "RUN_ACTIVE",
    message: "Run r1 is active (got <ref *1> { big: 1n, self: [Circular *1] }). Wait for it.",
    got: "<ref *1> { big: 1n, self: [Circular *1] }",
    next: "Wait for it.",
  });
});

test("the cause is kept", () => {
  const cause = new Error("EMFILE");
  expect(new HoldfastError("HOST_FAILURE", { message: "No FIFO could be made", cause }).cause).toBe(cause);
});
