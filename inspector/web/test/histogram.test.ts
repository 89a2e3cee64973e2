import { describe, expect, it } from "vitest";
import { axisOf, barsOf, lowerNanos, position, ticks } from "../src/model/histogram";
import type { Latency } from "../src/wire/types";

function latency(bins: [number, number][]): Latency {
  return { name: "GET", count: bins.reduce((sum, [, count]) => sum + count, 0), p50: 0, p99: 0, p999: 0, max: 0, bins };
}

describe("lowerNanos", () => {
  it("has single nanoseconds below 8, then four bins for each power of two", () => {
    expect([0, 1, 7, 8, 9, 10, 11, 12, 16].map(lowerNanos)).toEqual([0, 1, 7, 8, 10, 12, 14, 16, 32]);
    for (let bin = 8; bin < 200; bin++) expect(lowerNanos(bin + 4)).toBe(lowerNanos(bin) * 2);
    for (let bin = 0; bin < 200; bin++) expect(lowerNanos(bin + 1)).toBeGreaterThan(lowerNanos(bin));
  });
});

describe("axisOf", () => {
  it("goes from power of ten to power of ten around all that was measured", () => {
    expect(axisOf([latency([[37, 1]]), latency([[60, 2]])])).toEqual({ from: 1_000, to: 100_000 });
  });

  it("is null when nothing was measured", () => {
    expect(axisOf([])).toBeNull();
    expect(axisOf([latency([])])).toBeNull();
    expect(axisOf([latency([[5, 0]])])).toBeNull();
  });

  it("has a length even for one bin, and begins at 1 ns", () => {
    expect(axisOf([latency([[0, 3]])])).toEqual({ from: 1, to: 10 });
  });
});

describe("position", () => {
  const axis = { from: 100, to: 10_000 };

  it("is even in powers of ten and stays on the axis", () => {
    expect(position(axis, 100)).toBe(0);
    expect(position(axis, 1_000)).toBeCloseTo(0.5);
    expect(position(axis, 10_000)).toBe(1);
    expect(position(axis, 0)).toBe(0);
    expect(position(axis, 1e9)).toBe(1);
  });

  it("has a mark at each power of ten", () => {
    expect(ticks(axis)).toEqual([100, 1_000, 10_000]);
  });
});

describe("barsOf", () => {
  it("stands the bars side by side, the highest at 1, the smallest still to be seen", () => {
    const bars = barsOf(
      latency([
        [20, 1],
        [21, 1_000_000],
        [22, 500_000],
      ]),
      { from: 10, to: 10_000 },
    );
    expect(bars.map(bar => bar.height)).toEqual([0.04, 1, 0.5]);
    expect(bars[0]!.to).toBeCloseTo(bars[1]!.from);
    expect(bars[1]!.to).toBeCloseTo(bars[2]!.from);
    for (const bar of bars) expect(bar.to).toBeGreaterThan(bar.from);
  });

  it("has none for nothing, and none for counts of zero", () => {
    expect(barsOf(latency([]), { from: 1, to: 10 })).toEqual([]);
    expect(barsOf(latency([[3, 0]]), { from: 1, to: 10 })).toEqual([]);
  });
});
