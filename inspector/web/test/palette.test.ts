import { describe, expect, it } from "vitest";
import { css, oklch } from "../src/heat/oklch";
import { colourOf, paint, paletteOf, pixelsOf, type Theme } from "../src/heat/palette";
import { distance, fromCss, lightness, type Eye } from "./colours";

const THEMES: readonly Theme[] = ["light", "dark"];
const EYES: readonly Eye[] = ["all", "protanopia", "deuteranopia"];
const SURFACE = { light: fromCss("#ffffff"), dark: fromCss("#141b22") };

describe("oklch", () => {
  it("knows black, white, grey and red", () => {
    expect(css(oklch(0, 0, 0))).toBe("#000000");
    expect(css(oklch(1, 0, 0))).toBe("#ffffff");
    expect(css(oklch(0.5999, 0, 0))).toBe("#808080");
    expect(css(oklch(0.62796, 0.25768, 29.234))).toBe("#ff0000");
  });

  it("keeps the lightness of what a screen cannot show", () => {
    for (let hue = 0; hue < 360; hue += 30) expect(lightness(oklch(0.7, 0.4, hue))).toBeCloseTo(0.7, 2);
  });
});

for (const theme of THEMES) {
  describe(`palette, ${theme}`, () => {
    const palette = paletteOf(theme);

    for (const [name, scale] of [
      ["resting", palette.resting],
      ["moved", palette.moved],
    ] as const) {
      it(`goes in even steps from one entry to a full bucket, ${name}`, () => {
        const levels = scale.map(lightness);
        const even = (levels[8]! - levels[1]!) / 7;
        for (let entries = 2; entries <= 8; entries++) expect(levels[entries]! - levels[entries - 1]!).toBeCloseTo(even, 2);
        expect(Math.abs(even)).toBeGreaterThan(0.05);
        expect(Math.sign(levels[1]! - levels[0]!)).toBe(Math.sign(even));
      });

      it(`has an empty bucket near the background, and one entry apart from it, ${name}`, () => {
        expect(distance(scale[0]!, SURFACE[theme])).toBeLessThan(0.08);
        expect(distance(scale[0]!, scale[1]!)).toBeGreaterThan(0.06);
      });
    }

    for (const eye of EYES) {
      it(`tells moved from resting of the same load, ${eye}`, () => {
        for (let entries = 1; entries <= 8; entries++) {
          expect(distance(palette.resting[entries]!, palette.moved[entries]!, eye), `${entries}`).toBeGreaterThan(0.1);
        }
      });

      it(`tells overflow and reserved from every load, ${eye}`, () => {
        const loads = [...palette.resting, ...palette.moved];
        for (const load of loads) {
          for (const marked of [...palette.overflow, palette.reserved])
            expect(distance(load, marked, eye), css(load) + css(marked)).toBeGreaterThan(0.06);
        }
        for (const overflow of palette.overflow) expect(distance(overflow, palette.reserved, eye)).toBeGreaterThan(0.15);
      });
    }

    it("marks reserved before overflow, and overflow before load", () => {
      expect(colourOf(palette, 4)).toEqual(palette.resting[4]);
      expect(colourOf(palette, 4 | 64)).toEqual(palette.moved[4]);
      expect(colourOf(palette, 4 | 32)).toEqual(palette.overflow[0]);
      expect(colourOf(palette, 9)).toEqual(palette.overflow[0]);
      expect(colourOf(palette, 11 | 32 | 64)).toEqual(palette.overflow[1]);
      expect(colourOf(palette, 31 | 32 | 64 | 128)).toEqual(palette.reserved);
    });

    it("has an opaque pixel for every value of a cell", () => {
      const bytes = new Uint8Array(pixelsOf(palette).buffer);
      for (let cell = 0; cell < 256; cell++)
        expect([...bytes.subarray(cell * 4, cell * 4 + 4)]).toEqual([...colourOf(palette, cell), 255]);
    });
  });
}

describe("paint", () => {
  it("paints each cell with the pixel of its value", () => {
    const pixels = Uint32Array.from({ length: 256 }, (_, i) => i * 1_000);
    const image = new Uint32Array(4);
    paint(Uint8Array.of(0, 255, 7), pixels, image);
    expect([...image]).toEqual([0, 255_000, 7_000, 0]);
  });
});
