/** The names of the languages, for all who check one without loading what runs it. */
import { HoldfastError } from "./errors.js";

export const languages = ["bash", "python", "node"] as const;
export type LanguageName = (typeof languages)[number];

/** The language that `exec` and `eval` take when none is given. */
export const defaultLanguage = { exec: "bash", eval: "python" } as const;

/** The name of a language. Throws UNKNOWN_LANGUAGE. */
export function languageName(name: unknown): LanguageName {
  const known = languages.find((language) => language === name);
  if (known) return known;
  throw new HoldfastError("UNKNOWN_LANGUAGE", {
    message: "There is no such language",
    got: name,
    next: `Use one of ${languages.join(", ")}.`,
  });
}
