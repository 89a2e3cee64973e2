import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../src/wire/types";
import { contrast, fromCss } from "./colours";

// The tokens of both themes, as the style sheet has them.

const SHEET = readFileSync(new URL("../src/styles/tokens.css", import.meta.url), "utf8");

function tokensOf(scheme: string): Map<string, string> {
  const block = SHEET.split("}").find(part => part.includes(`color-scheme: ${scheme}`))!;
  return new Map([...block.matchAll(/--([a-z-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]));
}

const TEXTS = ["text", "muted", "accent", "good", "warn", "bad"];
const GROUNDS = ["surface", "page", "sunken"];
const LINES = OPERATIONS.map(kind => `line-${kind.toLowerCase()}`);
const MARKS = ["contract-live", "contract-snapshot", "contract-exclusive", "contract-fail-fast"];

for (const scheme of ["light", "dark"]) {
  describe(`tokens, ${scheme}`, () => {
    const tokens = tokensOf(scheme);
    const between = (a: string, b: string) => contrast(fromCss(tokens.get(a)!), fromCss(tokens.get(b)!));

    it("gives each text the contrast of AA on each ground", () => {
      for (const text of TEXTS)
        for (const ground of GROUNDS) expect(between(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      expect(between("on-accent", "accent")).toBeGreaterThanOrEqual(4.5);
      expect(between("surface", "text"), "tooltip").toBeGreaterThanOrEqual(4.5);
    });

    it("gives lines of charts, marks and outlines the contrast of graphics", () => {
      for (const line of LINES) expect(between(line, "surface"), line).toBeGreaterThanOrEqual(3);
      for (const mark of MARKS) {
        expect(between(mark, "halo"), mark).toBeGreaterThanOrEqual(3);
        expect(between(mark, "surface"), mark).toBeGreaterThanOrEqual(3);
      }
      expect(between("control-line", "surface")).toBeGreaterThanOrEqual(3);
    });
  });
}

it("both themes have the same tokens", () => {
  expect([...tokensOf("dark").keys()]).toEqual([...tokensOf("light").keys()]);
});
