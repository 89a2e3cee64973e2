import { describe, expect, it } from "vitest";
import { decodeBase64 } from "../src/wire/base64";
import { cellOfIteration, countCells, decodePicture, describeCell } from "../src/wire/picture";
import type { OpenIteration, WirePicture } from "../src/wire/types";
import { picture } from "./frames";

describe("decodeBase64", () => {
  it("gives the bytes back, of every length and value", () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      const text = Buffer.from(bytes).toString("base64");
      expect(decodeBase64(text)).toEqual(bytes);
      expect(decodeBase64(text.replace(/=+$/, ""))).toEqual(bytes);
    }
  });

  it("refuses what is not base64", () => {
    for (const text of ["A", "AAAAA", "AA=A", "AA A", "AAA!", "AAA€", "===="])
      expect(() => decodeBase64(text), text).toThrow(RangeError);
  });
});

function wire(cells: number, buckets: number, stride: number): WirePicture {
  return { ...picture({ buckets, stride }), cells: Buffer.alloc(cells, 5).toString("base64") };
}

describe("decodePicture", () => {
  it("takes one bucket, 16,384 cells, a sampled map", () => {
    expect(decodePicture(wire(1, 1, 1)).cells).toEqual(Uint8Array.of(5));
    expect(decodePicture(wire(16_384, 16_384, 1)).cells).toHaveLength(16_384);
    const sampled = decodePicture(wire(16_384, 1_048_576, 64));
    expect(sampled.cells).toHaveLength(16_384);
    expect(sampled.stride).toBe(64);
  });

  it("passes over fields that it does not know", () => {
    expect(decodePicture({ ...wire(2, 2, 1), weather: "fine" } as WirePicture).cells).toHaveLength(2);
  });

  it("refuses cells that do not fit to the buckets", () => {
    for (const [cells, buckets, stride] of [
      [0, 0, 1],
      [3, 3, 1],
      [4, 8, 1],
      [8, 8, 2],
      [32_768, 32_768, 1],
      [2, 2, 0],
    ] as const) {
      expect(() => decodePicture(wire(cells, buckets, stride)), `${cells} ${buckets} ${stride}`).toThrow(RangeError);
    }
  });
});

describe("countCells", () => {
  it("counts each cell by its load, moved ones apart, overflow and reserved by their marks", () => {
    const counts = countCells(Uint8Array.of(0, 0, 8, 3, 3 | 64, 9, 31, 2 | 32, 5 | 128, 12 | 32 | 64 | 128));
    expect(counts.resting).toEqual([2, 0, 0, 1, 0, 1, 0, 0, 1]);
    expect(counts.moved).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0]);
    expect(counts.overflow).toBe(4);
    expect(counts.reserved).toBe(2);
  });

  it("counts nothing in no cells", () => {
    expect(countCells(new Uint8Array(0))).toEqual({
      resting: new Array(9).fill(0),
      moved: new Array(9).fill(0),
      overflow: 0,
      reserved: 0,
    });
  });
});

describe("describeCell", () => {
  const shown = picture({ buckets: 262_144, stride: 64, cells: Uint8Array.of(0, 1, 5 | 64, 31 | 32 | 128) });

  it("says number, load and marks of the bucket that the cell stands for", () => {
    expect(describeCell(shown, 0)).toBe("bucket 0, empty");
    expect(describeCell(shown, 1)).toBe("bucket 64, 1 entry");
    expect(describeCell(shown, 2)).toBe("bucket 128, 5 entries, moved");
    expect(describeCell(shown, 3)).toBe("bucket 192, 31 or more entries, overflow, reserved");
  });
});

describe("cellOfIteration", () => {
  const at = (bucket: number, buckets: number): OpenIteration => ({
    id: 1,
    watched: "ITERATION",
    contract: "LIVE",
    state: "WALKING",
    bucket,
    buckets,
    ageMillis: 0,
  });

  it("finds the cell in a picture of another size, and of a sample", () => {
    const grown = picture({ buckets: 2_048, cells: new Uint8Array(2_048) });
    expect(cellOfIteration(grown, at(100, 1_024))).toBe(200);
    const sampled = picture({ buckets: 1_048_576, stride: 64, cells: new Uint8Array(16_384) });
    expect(cellOfIteration(sampled, at(127, 1_048_576))).toBe(1);
    expect(cellOfIteration(sampled, at(1_048_575, 1_048_576))).toBe(16_383);
  });

  it("finds the only cell, and none for an iteration that is nowhere", () => {
    const one = picture({ buckets: 1, cells: new Uint8Array(1) });
    expect(cellOfIteration(one, at(0, 1))).toBe(0);
    expect(cellOfIteration(one, at(-1, 1))).toBe(-1);
    expect(cellOfIteration(one, at(5, 0))).toBe(-1);
    expect(cellOfIteration(one, at(9, 1))).toBe(0);
  });
});
