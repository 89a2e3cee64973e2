import { cellOfIteration, type Picture } from "../wire/picture";
import type { Contract } from "../wire/types";

// Where iterations stand in the picture, and where they were a moment ago. Marks fade in the time of the pictures, not of the
// wall, so a picture that is paused keeps them.

export const TRAIL_MILLIS = 900;
const TRAIL_LENGTH = 12;

export interface Step {
  readonly cell: number;
  readonly millis: number;
}

export interface Trail {
  readonly id: number;
  readonly contract: Contract;
  /** Oldest first; the last one is where the iteration stands. */
  readonly steps: readonly Step[];
}

export class Trails {
  private known = new Map<number, Trail>();
  private cells = 0;
  private stride = 0;

  /** The trails as of this picture. Iterations that are gone have none; when the cells mean other buckets, all begin anew. */
  follow(picture: Picture): Trail[] {
    if (picture.cells.length !== this.cells || picture.stride !== this.stride) this.clear();
    this.cells = picture.cells.length;
    this.stride = picture.stride;
    const next = new Map<number, Trail>();
    for (const iteration of picture.iterations) {
      const cell = cellOfIteration(picture, iteration);
      if (cell < 0) continue;
      const before = this.known.get(iteration.id)?.steps ?? [];
      const fresh = before.filter(
        step => step.cell !== cell && step.millis <= picture.millis && picture.millis - step.millis < TRAIL_MILLIS,
      );
      const steps = [...fresh.slice(-TRAIL_LENGTH), { cell, millis: picture.millis }];
      next.set(iteration.id, { id: iteration.id, contract: iteration.contract, steps });
    }
    this.known = next;
    return [...next.values()];
  }

  clear(): void {
    this.known.clear();
  }
}
