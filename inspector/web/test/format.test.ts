import { describe, expect, it } from "vitest";
import {
  ago,
  bytes,
  clock,
  compact,
  contractName,
  count,
  counted,
  millis,
  nanos,
  NOTHING,
  percent,
  perSecond,
  words,
} from "../src/format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("format", () => {
  it("groups counts", () => {
    expect(count(12_345)).toBe("12,345");
    expect(count(0)).toBe("0");
    expect(count(1_048_576)).toBe("1,048,576");
    expect(counted(1, "entry", "entries")).toBe("1 entry");
    expect(counted(0, "entry", "entries")).toBe("0 entries");
  });

  it("shortens counts", () => {
    expect([0, 999, 1_000, 1_234, 9_949, 9_999, 12_345, 999_499, 999_500, 1_500_000, 2e9].map(compact)).toEqual([
      "0",
      "999",
      "1k",
      "1.2k",
      "9.9k",
      "10k",
      "12k",
      "999k",
      "1M",
      "1.5M",
      "2G",
    ]);
  });

  it("gives bytes in units of 1,024", () => {
    expect([0, 1, 1_023, 1_024, 3_565_158, 268_435_456, 1_073_741_823, 2 ** 50].map(bytes).map(plain)).toEqual([
      "0 B",
      "1 B",
      "1,023 B",
      "1 KB",
      "3.4 MB",
      "256 MB",
      "1 GB",
      "1,024 TB",
    ]);
  });

  it("gives times with a fitting unit", () => {
    expect([0, 120, 999, 1_000, 1_234, 9_960, 12_345, 999_600, 1.2e6, 70e6, 1.5e9, 61e9].map(nanos).map(plain)).toEqual([
      "0 ns",
      "120 ns",
      "999 ns",
      "1 µs",
      "1.2 µs",
      "10 µs",
      "12 µs",
      "1 ms",
      "1.2 ms",
      "70 ms",
      "1.5 s",
      "1 min 1 s",
    ]);
    expect([0.4, 3, 999, 1_000, 12_345, 59_900, 60_000, 3_599_999, 3_600_000, 90_000_000].map(millis).map(plain)).toEqual([
      "0.4 ms",
      "3 ms",
      "999 ms",
      "1 s",
      "12 s",
      "60 s",
      "1 min 0 s",
      "59 min 59 s",
      "1 h 0 min",
      "25 h 0 min",
    ]);
  });

  it("gives rates, shares and how long ago", () => {
    expect([null, 0, 0.25, 9.5, 1_234.6].map(perSecond)).toEqual([NOTHING, "0/s", "0.3/s", "9.5/s", "1,235/s"]);
    expect([0, 0.374, 0.996, 0.9999, 1, 1.5].map(percent).map(plain)).toEqual(["0 %", "37 %", "99 %", "99 %", "100 %", "100 %"]);
    expect([0, 1_000, 151_000, 299_600, -5].map(ago)).toEqual(["0:00 ago", "0:01 ago", "2:31 ago", "5:00 ago", "0:00 ago"]);
  });

  it("says nothing for what is no number", () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      for (const format of [count, compact, bytes, nanos, millis, percent, perSecond])
        expect(format(value), format.name).toBe(NOTHING);
    }
  });

  it("tells the time of day with two digits each", () => {
    expect(clock(new Date(2026, 0, 2, 3, 4, 5).getTime())).toBe("03:04:05");
  });

  it("turns constants into words", () => {
    expect(words("WALKING_OLD")).toBe("walking old");
    expect(contractName("FAIL_FAST")).toBe("fail-fast");
  });
});
