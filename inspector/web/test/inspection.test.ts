import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Inspection } from "../src/model/inspection";
import { Throttle } from "../src/model/throttle";
import type { Picture } from "../src/wire/picture";
import { picture } from "./frames";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Inspection", () => {
  let inspection: Inspection;
  let drawn: (number | null)[];

  beforeEach(() => {
    inspection = new Inspection(null);
    drawn = [];
    inspection.onPicture((each: Picture | null) => drawn.push(each?.millis ?? null));
    drawn.length = 0;
  });

  /** Pictures ten times a second. */
  function play(from: number, to: number): void {
    for (let millis = from; millis < to; millis += 100) {
      inspection.picture(picture({ millis, entries: millis }));
      vi.advanceTimersByTime(100);
    }
  }

  const shownMillis = () => inspection.shown.value!.frame.picture.millis;

  it("gives every picture to the canvas, and draws the rest four times a second at most", () => {
    let draws = 0;
    inspection.shown.subscribe(() => draws++);
    play(0, 10_000);
    expect(drawn).toHaveLength(100);
    expect(draws).toBeGreaterThan(25);
    expect(draws).toBeLessThanOrEqual(41);
  });

  it("draws lists four times a second at most, and never with the figures", () => {
    const at: { figures: number[]; lists: number[] } = { figures: [], lists: [] };
    inspection.shown.subscribe(() => at.figures.push(performance.now()));
    inspection.listed.subscribe(() => at.lists.push(performance.now()));
    play(0, 10_000);
    expect(at.lists.length).toBeGreaterThan(25);
    expect(at.lists.length).toBeLessThanOrEqual(41);
    expect(at.lists.filter(time => at.figures.includes(time))).toEqual([]);
  });

  it("draws everything at once when another moment is chosen", () => {
    play(0, 3_000);
    inspection.goTo(0);
    expect(inspection.listed.value).toBe(inspection.shown.value);
    expect(inspection.listed.value!.frame.picture.millis).toBe(900);
  });

  it("has something to show from the first picture until another map is watched", () => {
    expect(inspection.hasPicture.value).toBe(false);
    play(0, 300);
    expect(inspection.hasPicture.value).toBe(true);
    inspection.watching(1);
    expect(inspection.hasPicture.value).toBe(false);
    expect(inspection.shown.value).toBeNull();
    expect(inspection.recorded.value).toEqual([]);
    expect(drawn.at(-1)).toBeNull();
  });

  it("shows the held moment while the stream goes on being recorded", () => {
    play(0, 2_000);
    inspection.pause();
    play(2_000, 5_000);
    expect(drawn.at(-1)).toBe(1_900);
    expect(shownMillis()).toBe(1_900);
    expect(inspection.shown.value!.held).toBe(true);
    expect(inspection.shown.value!.behindMillis).toBeGreaterThanOrEqual(2_000);
    expect(inspection.recorded.value).toHaveLength(5);
    inspection.live();
    expect(drawn.at(-1)).toBe(4_900);
    expect(shownMillis()).toBe(4_900);
    expect(inspection.shown.value!.held).toBe(false);
  });

  it("steps back and on through the seconds, from live and from a held moment", () => {
    play(0, 5_000);
    inspection.step(-1);
    expect(shownMillis()).toBe(3_900);
    inspection.step(-2);
    expect(shownMillis()).toBe(1_900);
    inspection.step(1);
    expect(shownMillis()).toBe(2_900);
    inspection.goTo(0);
    expect(shownMillis()).toBe(900);
    expect(drawn.at(-1)).toBe(900);
  });

  it("knows the moment a second earlier, for rates, in the past too", () => {
    play(0, 5_000);
    expect(inspection.shown.value!.earlier!.picture.millis).toBe(3_900);
    inspection.goTo(2);
    expect(inspection.shown.value!.earlier!.picture.millis).toBe(1_900);
    inspection.goTo(0);
    expect(inspection.shown.value!.earlier).toBeNull();
  });

  it("keeps a held moment that has left the history", () => {
    play(0, 1_000);
    inspection.pause();
    inspection.picture(picture({ millis: 900_000 }));
    expect(shownMillis()).toBe(900);
    inspection.step(1);
    expect(shownMillis()).toBe(900_000);
  });

  it("cannot pause while there is nothing", () => {
    inspection.pause();
    inspection.step(-1);
    inspection.goTo(3);
    expect(inspection.isHeld).toBe(false);
    inspection.toggle();
    expect(inspection.isHeld).toBe(false);
  });

  it("pairs a picture with the detail that was known by then", () => {
    const detail = { millis: 0, sampling: 64, latencies: [], records: [] };
    play(0, 1_000);
    expect(inspection.shown.value!.frame.detail).toBeNull();
    inspection.detail(detail);
    play(1_000, 2_000);
    expect(inspection.shown.value!.frame.detail).toBe(detail);
    inspection.goTo(0);
    expect(inspection.shown.value!.frame.detail).toBeNull();
  });
});

describe("Throttle", () => {
  it("runs at once, then after its time, and loses no last call", () => {
    let runs = 0;
    const throttle = new Throttle(250, 0, () => runs++);
    throttle.call();
    expect(runs).toBe(1);
    throttle.call();
    throttle.call();
    vi.advanceTimersByTime(249);
    expect(runs).toBe(1);
    vi.advanceTimersByTime(1);
    expect(runs).toBe(2);
    vi.advanceTimersByTime(1_000);
    expect(runs).toBe(2);
  });

  it("waits for its delay after a quiet time", () => {
    let runs = 0;
    const throttle = new Throttle(500, 125, () => runs++);
    throttle.call();
    vi.advanceTimersByTime(124);
    expect(runs).toBe(0);
    vi.advanceTimersByTime(1);
    expect(runs).toBe(1);
    throttle.call();
    vi.advanceTimersByTime(499);
    expect(runs).toBe(1);
    vi.advanceTimersByTime(1);
    expect(runs).toBe(2);
  });

  it("does not run again for what it has done at once", () => {
    let runs = 0;
    const throttle = new Throttle(250, 0, () => runs++);
    throttle.call();
    throttle.call();
    throttle.now();
    vi.advanceTimersByTime(1_000);
    expect(runs).toBe(2);
  });
});
