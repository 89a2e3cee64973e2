import { describe, expect, it } from "vitest";
import { boxOf, cellAt, hasGaps, layoutOf, moved, sizeOf } from "../src/heat/layout";

describe("layoutOf", () => {
  it("is as square as a power of two can be", () => {
    expect([1, 2, 4, 8, 16, 8_192, 16_384].map(layoutOf)).toEqual([
      { columns: 1, rows: 1 },
      { columns: 2, rows: 1 },
      { columns: 2, rows: 2 },
      { columns: 4, rows: 2 },
      { columns: 4, rows: 4 },
      { columns: 128, rows: 64 },
      { columns: 128, rows: 128 },
    ]);
  });

  it("has a place for each cell, and cells never far from a square", () => {
    const size = sizeOf({ width: 800, height: 600 }, 1);
    for (let cells = 1; cells <= 16_384; cells *= 2) {
      const layout = layoutOf(cells);
      expect(layout.columns * layout.rows).toBe(cells);
      const box = boxOf(layout, size, 0);
      expect(Math.max(box.width / box.height, box.height / box.width)).toBeLessThanOrEqual(1.51);
    }
  });
});

describe("sizeOf", () => {
  it("is a multiple of 128 device pixels, and within the room", () => {
    for (const ratio of [1, 1.25, 1.5, 2, 3]) {
      for (let width = 300; width < 1_600; width += 37) {
        const size = sizeOf({ width, height: 700 }, ratio);
        expect(size.width).toBeLessThanOrEqual(width);
        expect(size.height).toBeLessThanOrEqual(701);
        if (size.width < Math.min(width, 1_050) - 0.001) expect((size.width * ratio) % 128).toBeCloseTo(0);
        expect(size.width / size.height).toBeGreaterThan(1.1);
        expect(size.width / size.height).toBeLessThan(2.1);
      }
    }
  });

  it("takes the room where whole pixels would waste much of it", () => {
    expect(sizeOf({ width: 350, height: 700 }, 1).width).toBe(350);
    expect(sizeOf({ width: 782, height: 600 }, 1)).toEqual({ width: 768, height: 512 });
  });

  it("is never nothing", () => {
    const size = sizeOf({ width: 0, height: 0 }, 0);
    expect(size.width).toBeGreaterThan(0);
    expect(size.height).toBeGreaterThan(0);
  });
});

describe("hasGaps", () => {
  const size = { width: 768, height: 512 };

  it("where cells are large enough", () => {
    expect(hasGaps(layoutOf(1), size)).toBe(true);
    expect(hasGaps(layoutOf(4_096), size)).toBe(true);
    expect(hasGaps(layoutOf(8_192), size)).toBe(false);
    expect(hasGaps(layoutOf(16_384), size)).toBe(false);
  });
});

describe("cellAt", () => {
  const layout = layoutOf(8);
  const size = { width: 400, height: 200 };

  it("finds each cell from its own middle", () => {
    for (let cell = 0; cell < 8; cell++) {
      const box = boxOf(layout, size, cell);
      expect(cellAt(layout, size, box.x + box.width / 2, box.y + box.height / 2)).toBe(cell);
    }
  });

  it("finds none outside", () => {
    for (const [x, y] of [
      [-1, 5],
      [5, -1],
      [400, 5],
      [5, 200],
    ] as const)
      expect(cellAt(layout, size, x, y)).toBe(-1);
    expect(cellAt(layout, size, 399.9, 199.9)).toBe(7);
  });
});

describe("moved", () => {
  const layout = layoutOf(8);

  it("goes one cell, and stops at the edges", () => {
    expect(moved(layout, 0, "ArrowRight")).toBe(1);
    expect(moved(layout, 0, "ArrowDown")).toBe(4);
    expect(moved(layout, 0, "ArrowLeft")).toBe(0);
    expect(moved(layout, 0, "ArrowUp")).toBe(0);
    expect(moved(layout, 3, "ArrowRight")).toBe(3);
    expect(moved(layout, 4, "ArrowLeft")).toBe(4);
    expect(moved(layout, 7, "ArrowDown")).toBe(7);
    expect(moved(layout, 5, "Home")).toBe(0);
    expect(moved(layout, 5, "End")).toBe(7);
    expect(moved(layout, 5, "x")).toBeNull();
  });

  it("stays where there is one cell", () => {
    for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"])
      expect(moved(layoutOf(1), 0, key)).toBe(0);
  });
});
