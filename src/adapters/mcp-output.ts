/** What the tool gives as structured content. Each action fills the properties that it has. */
const text = { type: "string" } as const;
const object = { type: "object" } as const;
const list = { type: "array", items: object } as const;

export const outputSchema = {
  type: "object",
  properties: {
    status: {
      ...text,
      enum: ["completed", "failed", "timed_out", "interrupted", "crashed", "running", "needs_input"],
    },
    runId: text,
    language: text,
    exitCode: { type: ["integer", "null"] },
    stdout: text,
    stderr: text,
    result: text,
    error: object,
    durationMs: { type: "number" },
    cwd: text,
    changes: object,
    restored: object,
    background: list,
    needsInput: object,
    fullScreen: { type: "boolean" },
    screen: text,
    leftOut: {
      ...object,
      description:
        "what is cut, by its path: of a text where and how many bytes (action=output has them), else how many entries",
    },
    text: { ...text, description: "of output; base64 where it is no text" },
    base64: text,
    history: list,
    jobs: list,
  },
} as const;
