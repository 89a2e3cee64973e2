import { ENTRIES, hasOverflow, MOVED, RESERVED, SLOTS } from "../wire/picture";
import { oklch, type Rgb } from "./oklch";

// The colours of cells. Load goes from nearly the background to strong in steps that look even, in blue; in amber where the bucket has
// moved. Overflow and reserved buckets stand out from both, also for who cannot tell red from green.

export type Theme = "light" | "dark";

interface Recipe {
  /** Lightness of an empty bucket, of one entry, of a full bucket. */
  readonly empty: number;
  readonly one: number;
  readonly full: number;
  readonly restingHue: readonly [number, number];
  readonly movedHue: readonly [number, number];
  readonly chroma: number;
  /** Of one entry in the overflow, and of many. */
  readonly overflow: readonly [Rgb, Rgb];
  readonly reserved: Rgb;
}

const RECIPES: Readonly<Record<Theme, Recipe>> = {
  light: {
    empty: 0.967,
    one: 0.9,
    full: 0.44,
    restingHue: [235, 262],
    movedHue: [90, 66],
    chroma: 0.145,
    overflow: [oklch(0.58, 0.17, 350), oklch(0.54, 0.25, 5)],
    reserved: oklch(0.16, 0, 0),
  },
  dark: {
    empty: 0.265,
    one: 0.37,
    full: 0.8,
    restingHue: [262, 228],
    movedHue: [70, 88],
    chroma: 0.14,
    overflow: [oklch(0.66, 0.14, 4), oklch(0.72, 0.2, 10)],
    reserved: oklch(0.99, 0, 0),
  },
};

export interface Palette {
  /** By entries 0..8. */
  readonly resting: readonly Rgb[];
  readonly moved: readonly Rgb[];
  readonly overflow: readonly [Rgb, Rgb];
  readonly reserved: Rgb;
}

export function paletteOf(theme: Theme): Palette {
  const recipe = RECIPES[theme];
  return {
    resting: scale(recipe, recipe.restingHue),
    moved: scale(recipe, recipe.movedHue),
    overflow: recipe.overflow,
    reserved: recipe.reserved,
  };
}

/** An empty bucket is nearly the background; from one entry on, all steps are alike. */
function scale({ empty, one, full, chroma }: Recipe, [first, last]: readonly [number, number]): Rgb[] {
  return Array.from({ length: SLOTS + 1 }, (_, entries) => {
    const share = Math.max(0, entries - 1) / (SLOTS - 1);
    if (entries === 0) return oklch(empty, 0.012, first);
    return oklch(one + (full - one) * share, chroma * Math.min(1, 0.5 + share), first + (last - first) * share);
  });
}

/** From so many entries on, an overflow is shown as a long one. */
export const LONG_OVERFLOW = SLOTS + 3;

export function colourOf(palette: Palette, cell: number): Rgb {
  if ((cell & RESERVED) !== 0) return palette.reserved;
  if (hasOverflow(cell)) return palette.overflow[(cell & ENTRIES) < LONG_OVERFLOW ? 0 : 1];
  return ((cell & MOVED) !== 0 ? palette.moved : palette.resting)[cell & ENTRIES]!;
}

/** One opaque pixel for each value of a cell, in the byte order of this machine. */
export function pixelsOf(palette: Palette): Uint32Array {
  const bytes = new Uint8Array(256 * 4);
  for (let cell = 0; cell < 256; cell++) bytes.set([...colourOf(palette, cell), 255], cell * 4);
  return new Uint32Array(bytes.buffer);
}

/** Paints one pixel for each cell. */
export function paint(cells: Uint8Array, pixels: Uint32Array, image: Uint32Array): void {
  for (let i = 0; i < cells.length; i++) image[i] = pixels[cells[i]!]!;
}
