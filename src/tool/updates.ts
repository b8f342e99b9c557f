/** The output so far, told to the host while a run goes on, in steps that a screen can follow. */
import { limits } from "../limits.js";
import type { OutputListener } from "../session/options.js";
import { tell as tellListener } from "../session/tell.js";

export interface Updates {
  readonly onOutput: OutputListener;
  /** Nothing is told any more. */
  end(): void;
}

/** @param tell gets the end of what has been written so far, both streams as they came, and what of it is new. */
export function updates(tell: (update: { runId: string; text: string; news: string }) => void): Updates {
  let text = "";
  let news = "";
  let runId = "";
  let timer: NodeJS.Timeout | undefined;
  let toldAt = -Infinity;
  const flush = () => {
    timer = undefined;
    toldAt = performance.now();
    const update = { runId, text, news };
    news = "";
    void tellListener(tell, update); // from a timer: what it throws would end the host
  };
  return {
    onOutput: (event) => {
      runId = event.runId;
      text = lastOf(text + event.text);
      news = lastOf(news + event.text);
      timer ??= setTimeout(flush, Math.max(0, toldAt + limits.toolUpdateMs - performance.now()));
    },
    end: () => clearTimeout(timer),
  };
}

function lastOf(text: string): string {
  return text.slice(-limits.toolUpdateCharacters).replace(/^[\uDC00-\uDFFF]/, "");
}
