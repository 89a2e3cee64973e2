import type { Picture } from "../wire/picture";
import type { Detail } from "../wire/types";

// The last five minutes, one frame for each second: the last picture of that second with the detail known by then. Frames are
// never changed, so one that is shown stays whole while it leaves the history.

export const HISTORY_SECONDS = 300;

export interface Frame {
  readonly second: number;
  readonly picture: Picture;
  readonly detail: Detail | null;
}

export class History {
  private frames: Frame[] = [];

  /** Keeps a picture. True when a new second has begun with it. A clock that is set back begins a new history. */
  record(picture: Picture, detail: Detail | null): boolean {
    const second = Math.floor(picture.millis / 1_000);
    const newest = this.newest;
    if (newest !== null && second < newest.second - 1) this.frames = [];
    else if (newest !== null && second <= newest.second) {
      this.frames[this.frames.length - 1] = { second: newest.second, picture, detail };
      return false;
    }
    this.frames.push({ second, picture, detail });
    while (this.frames[0]!.second <= second - HISTORY_SECONDS) this.frames.shift();
    return true;
  }

  clear(): void {
    this.frames = [];
  }

  get all(): readonly Frame[] {
    return this.frames;
  }

  get newest(): Frame | null {
    return this.frames[this.frames.length - 1] ?? null;
  }

  get oldest(): Frame | null {
    return this.frames[0] ?? null;
  }

  /** The frame of this second; where there is none, the nearest one before, or else the oldest. */
  at(second: number): Frame | null {
    return this.lastWhere(frame => frame.second <= second) ?? this.oldest;
  }

  /** The frame that many steps on from a second; stops at the ends. */
  step(second: number, steps: number): Frame | null {
    const here = this.frames.findLastIndex(frame => frame.second <= second);
    const index = Math.min(Math.max(here + steps, 0), this.frames.length - 1);
    return this.frames[index] ?? null;
  }

  /** The youngest frame that is at least so much older than the picture, or null. */
  before(picture: Picture, millis: number): Frame | null {
    return this.lastWhere(frame => frame.picture.millis <= picture.millis - millis);
  }

  private lastWhere(fits: (frame: Frame) => boolean): Frame | null {
    return this.frames.findLast(fits) ?? null;
  }
}
