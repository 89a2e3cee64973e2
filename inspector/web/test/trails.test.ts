import { describe, expect, it } from "vitest";
import { TRAIL_MILLIS, Trails } from "../src/model/trails";
import type { OpenIteration } from "../src/wire/types";
import { picture } from "./frames";

const at = (id: number, bucket: number): OpenIteration => ({
  id,
  watched: "ITERATION",
  contract: "LIVE",
  state: "WALKING",
  bucket,
  buckets: 16,
  ageMillis: 0,
});
const shown = (millis: number, iterations: OpenIteration[], buckets = 16) =>
  picture({ millis, iterations, buckets, cells: new Uint8Array(buckets) });
const cells = (trails: ReturnType<Trails["follow"]>) => trails.map(trail => trail.steps.map(step => step.cell));

describe("Trails", () => {
  it("follows each iteration, where it stands last", () => {
    const trails = new Trails();
    trails.follow(shown(0, [at(1, 2), at(2, 9)]));
    expect(cells(trails.follow(shown(100, [at(1, 3), at(2, 9)])))).toEqual([[2, 3], [9]]);
  });

  it("forgets steps that are too old, iterations that are gone, and those that are nowhere", () => {
    const trails = new Trails();
    trails.follow(shown(0, [at(1, 2), at(2, 4)]));
    expect(cells(trails.follow(shown(TRAIL_MILLIS, [at(1, 3), at(3, -1)])))).toEqual([[3]]);
    expect(cells(trails.follow(shown(TRAIL_MILLIS + 1, [at(2, 5)])))).toEqual([[5]]);
  });

  it("begins anew when the cells mean other buckets", () => {
    const trails = new Trails();
    trails.follow(shown(0, [at(1, 2)]));
    expect(cells(trails.follow(shown(100, [at(1, 3)], 32)))).toEqual([[6]]);
  });

  it("shows nothing of the future when time goes back", () => {
    const trails = new Trails();
    trails.follow(shown(5_000, [at(1, 9)]));
    expect(cells(trails.follow(shown(1_000, [at(1, 2)])))).toEqual([[2]]);
  });

  it("does not grow without end", () => {
    const trails = new Trails();
    let longest = 0;
    for (let i = 0; i < 500; i++) longest = Math.max(longest, trails.follow(shown(i, [at(1, i % 16)]))[0]!.steps.length);
    expect(longest).toBeLessThanOrEqual(13);
  });
});
