import { describe, expect, it } from "vitest";
import { History, HISTORY_SECONDS } from "../src/model/history";
import { picture } from "./frames";

function filled(seconds: readonly number[]): History {
  const history = new History();
  for (const second of seconds) history.record(picture({ millis: second * 1_000 }), null);
  return history;
}

const seconds = (history: History) => history.all.map(frame => frame.second);

describe("History", () => {
  it("keeps the last picture of each second, with the detail known by then", () => {
    const history = new History();
    const detail = { millis: 0, sampling: 1, latencies: [], records: [] };
    expect(history.record(picture({ millis: 5_000 }), null)).toBe(true);
    const first = history.newest;
    expect(history.record(picture({ millis: 5_900, entries: 9 }), detail)).toBe(false);
    expect(history.record(picture({ millis: 6_000 }), detail)).toBe(true);
    expect(history.all.map(frame => frame.picture.millis)).toEqual([5_900, 6_000]);
    expect(history.all[0]!.detail).toBe(detail);
    expect(first!.picture.millis).toBe(5_000);
  });

  it("keeps five minutes, also across a gap", () => {
    const history = filled(Array.from({ length: 1_000 }, (_, i) => i));
    expect(history.all).toHaveLength(HISTORY_SECONDS);
    expect(seconds(history)[0]).toBe(700);
    history.record(picture({ millis: 1_100_000 }), null);
    expect(seconds(history)[0]).toBe(801);
    history.record(picture({ millis: 9_000_000 }), null);
    expect(seconds(history)).toEqual([9_000]);
  });

  it("goes on when the clock stutters, and begins anew when it is set back", () => {
    const history = filled([10, 11]);
    expect(history.record(picture({ millis: 10_990 }), null)).toBe(false);
    expect(seconds(history)).toEqual([10, 11]);
    expect(history.record(picture({ millis: 3_000 }), null)).toBe(true);
    expect(seconds(history)).toEqual([3]);
  });

  it("finds the frame of a second, or the nearest before", () => {
    const history = filled([10, 11, 20]);
    expect(history.at(11)!.second).toBe(11);
    expect(history.at(15)!.second).toBe(11);
    expect(history.at(99)!.second).toBe(20);
    expect(history.at(1)!.second).toBe(10);
    expect(new History().at(1)).toBeNull();
  });

  it("steps over gaps and stops at the ends", () => {
    const history = filled([10, 11, 20]);
    expect(history.step(20, -1)!.second).toBe(11);
    expect(history.step(11, 1)!.second).toBe(20);
    expect(history.step(20, 1)!.second).toBe(20);
    expect(history.step(10, -1)!.second).toBe(10);
    expect(history.step(3, -1)!.second).toBe(10);
    expect(new History().step(3, 1)).toBeNull();
  });

  it("finds the youngest frame that is old enough", () => {
    const history = filled([10, 11, 12]);
    expect(history.before(picture({ millis: 12_400 }), 1_000)!.second).toBe(11);
    expect(history.before(picture({ millis: 10_400 }), 1_000)).toBeNull();
  });

  it("forgets everything when it is cleared", () => {
    const history = filled([10]);
    history.clear();
    expect(history.newest).toBeNull();
    expect(history.oldest).toBeNull();
  });
});
