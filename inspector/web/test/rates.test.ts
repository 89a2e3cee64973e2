import { describe, expect, it } from "vitest";
import { growthOf } from "../src/model/growth";
import { operationRates, rate, reads, writes } from "../src/model/rates";
import { eachOperation, entries, overflowBuckets, readRate, seriesOf, waitRate, writeRate } from "../src/model/series";
import { sparkPath } from "../src/model/spark";
import { frame, picture } from "./frames";

describe("rate", () => {
  it("is how many more there are, by seconds", () => {
    expect(rate(100, 300, 2_000)).toBe(100);
    expect(rate(7, 7, 1_000)).toBe(0);
  });

  it("cannot be told when the counter has begun again, or for no time, or across a gap", () => {
    expect(rate(300, 5, 1_000)).toBeNull();
    expect(rate(1, 2, 0)).toBeNull();
    expect(rate(1, 2, -5)).toBeNull();
    expect(rate(1, 2, 10_000)).toBeNull();
    expect(rate(NaN, 2, 1_000)).toBeNull();
    expect(rate(1, NaN, 1_000)).toBeNull();
  });
});

describe("operationRates", () => {
  it("tells reads and writes apart", () => {
    const earlier = picture({ millis: 1_000, operations: { GET: 10, PUT: 10 } });
    const later = picture({ millis: 2_000, operations: { GET: 40, PUT: 15, REPLACE: 1, REMOVE: 2, COMPUTE: 3, BATCH: 4 } });
    const rates = operationRates(earlier, later);
    expect(reads(rates)).toBe(30);
    expect(writes(rates)).toBe(15);
  });

  it("tells nothing without an earlier picture, or of writes of which one has begun again", () => {
    const later = picture({ millis: 2_000, operations: { GET: 5 } });
    expect(reads(operationRates(null, later))).toBeNull();
    expect(writes(operationRates(null, later))).toBeNull();
    expect(writes(operationRates(picture({ millis: 1_000, operations: { REMOVE: 9 } }), later))).toBeNull();
  });
});

describe("seriesOf", () => {
  it("has a row for each frame, and rates from the second on", () => {
    const series = seriesOf(
      [frame(1, { entries: 5, operations: { GET: 10 } }), frame(2, { entries: 6, operations: { GET: 30 } })],
      [entries, readRate, writeRate, ...eachOperation],
    );
    expect(series.seconds).toEqual([1, 2]);
    expect(series.columns[0]).toEqual([5, 6]);
    expect(series.columns[1]).toEqual([null, 20]);
    expect(series.columns[2]).toEqual([null, 0]);
    expect(series.columns).toHaveLength(9);
  });

  it("breaks every line where seconds are missing", () => {
    const series = seriesOf([frame(1), frame(2), frame(9), frame(10)], [overflowBuckets, readRate]);
    expect(series.seconds).toEqual([1, 2, 3, 9, 10]);
    expect(series.columns[0]).toEqual([0, 0, null, 0, 0]);
    expect(series.columns[1]).toEqual([null, 0, null, null, 0]);
  });

  it("bridges a single second that is missing", () => {
    expect(seriesOf([frame(1), frame(3)], [readRate]).columns[0]).toEqual([null, 0]);
  });

  it("adds up all kinds of waits", () => {
    const columns = seriesOf(
      [frame(1), frame(2, { counters: { turnWaits: 1, writerWaits: 2, functionWaits: 3, memoryWaits: 4 } })],
      [waitRate],
    ).columns;
    expect(columns[0]).toEqual([null, 10]);
  });

  it("is empty for nothing", () => {
    expect(seriesOf([], [entries])).toEqual({ seconds: [], columns: [[]] });
  });
});

describe("sparkPath", () => {
  it("ends at the right edge and reaches the top with the highest value", () => {
    expect(sparkPath([0, 5, 10], 59, 10)).toBe("M57 10L58 5L59 0");
  });

  it("lies on the ground when all is zero, breaks at nulls, shows the last minute only", () => {
    expect(sparkPath([0, null, 0], 59, 10)).toBe("M57 10M59 10");
    expect(sparkPath([], 59, 10)).toBe("");
    const long = sparkPath(new Array<number>(500).fill(1), 59, 10);
    expect(long.match(/[ML]/g)).toHaveLength(60);
    expect(long).toMatch(/^M0 0L/);
  });
});

describe("growthOf", () => {
  it("is null at rest", () => {
    expect(growthOf([{ id: 1, buckets: 8, moved: 0 }])).toBeNull();
    expect(growthOf([])).toBeNull();
  });

  it("tells growing from shrinking, and the share that has moved", () => {
    expect(
      growthOf([
        { id: 1, buckets: 1_024, moved: 256 },
        { id: 2, buckets: 2_048, moved: 0 },
      ]),
    ).toEqual({ from: 1_024, to: 2_048, shrinks: false, share: 0.25 });
    expect(
      growthOf([
        { id: 1, buckets: 8, moved: 8 },
        { id: 2, buckets: 4, moved: 0 },
      ]),
    ).toMatchObject({ shrinks: true, share: 1 });
  });

  it("has a share in every case", () => {
    expect(
      growthOf([
        { id: 1, buckets: 0, moved: 0 },
        { id: 2, buckets: 4, moved: 0 },
      ])!.share,
    ).toBe(0);
    expect(
      growthOf([
        { id: 1, buckets: 4, moved: 9 },
        { id: 2, buckets: 8, moved: 0 },
      ])!.share,
    ).toBe(1);
  });
});
