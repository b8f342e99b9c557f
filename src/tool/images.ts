/** The images of a run's rich outputs, as blocks that a model can see. */
import type { RunResult } from "../session/result.js";

export interface TextBlock {
  readonly type: "text";
  readonly text: string;
}

export interface ImageBlock {
  readonly type: "image";
  /** Base64. */
  readonly data: string;
  readonly mimeType: string;
}

/** What every model takes, the sharper one first: a bundle holds one picture in several forms. */
const TYPES = ["image/png", "image/jpeg"];

export function imagesOf({ displays = [] }: Pick<RunResult, "displays">): ImageBlock[] {
  return displays.flatMap((bundle) => {
    for (const mimeType of TYPES) {
      const data = bundle[mimeType];
      if (typeof data === "string" && data !== "")
        return [{ type: "image" as const, data: data.replaceAll(/\s/g, ""), mimeType }];
    }
    return [];
  });
}
