// A table that grows as the map's does: bucket b of n moves into b and b + n. Only the buckets that a picture shows are kept, so a
// table of a million buckets costs no more than one of 16,384.

const MAX_CELLS = 16_384;
const SLOTS = 8;
const FULL = 6.5;

export class PlayedTable {
  constructor(random, buckets, mean) {
    this.random = random;
    this.id = 1;
    this.buckets = buckets;
    this.mean = mean;
    /** Pairs of cells that have moved, and the first that has not; null at rest. */
    this.moving = null;
    this.front = 0;
    const cells = Math.min(buckets, MAX_CELLS);
    this.stride = buckets / cells;
    this.loads = new Uint8Array(cells);
    this.moved = new Uint8Array(cells);
    for (let i = 0; i < cells * 40; i++) this.change(i % cells);
  }

  get cells() {
    return this.loads.length;
  }

  get entries() {
    let sum = 0;
    for (let i = 0; i < this.cells; i++) sum += this.moving !== null && !this.moved[i] ? this.loads[i] / 2 : this.loads[i];
    return Math.round(sum * this.stride);
  }

  /** Buckets of the larger table. */
  get shownBuckets() {
    return this.cells * this.stride;
  }

  tables() {
    if (this.moving === null) return [{ id: this.id, buckets: this.buckets, moved: 0 }];
    return [
      { id: this.id, buckets: this.buckets, moved: Math.round((this.buckets * this.moving) / (this.cells / 2)) },
      { id: this.id + 1, buckets: this.buckets * 2, moved: 0 },
    ];
  }

  /** share: how many of the cells change. */
  churn(share) {
    for (let n = Math.ceil(this.cells * share); n > 0; n--) this.change(this.random.below(this.cells));
  }

  change(cell) {
    const half = this.cells / 2;
    const shared = this.moving !== null && !this.moved[cell];
    const mean = this.moving !== null && !shared ? this.mean / 2 : this.mean;
    const load = this.loads[cell];
    const next = this.random.next() < mean / (mean + load) ? Math.min(31, load + 1) : load - 1;
    this.loads[cell] = next;
    if (shared) this.loads[cell < half ? cell + half : cell - half] = next;
  }

  get isFull() {
    return this.moving === null && this.mean >= FULL;
  }

  startGrowth() {
    const cells = this.cells;
    const grown = Math.min(cells * 2, MAX_CELLS);
    const loads = new Uint8Array(grown);
    const step = grown === cells ? 2 : 1;
    for (let i = 0; i < grown / 2; i++) loads[i] = loads[i + grown / 2] = this.loads[i * step];
    this.stride *= step;
    this.loads = loads;
    this.moved = new Uint8Array(grown);
    this.moving = 0;
  }

  /** Moves some more buckets, most of them in order. True when all have moved. */
  move(cells) {
    const half = this.cells / 2;
    for (let n = 0; n < cells && this.moving < half; n++) {
      if (this.random.next() < 0.06) this.moveOne(this.random.below(half));
      else {
        while (this.front < half && this.moved[this.front]) this.front++;
        if (this.front < half) this.moveOne(this.front);
      }
    }
    if (this.moving < half) return false;
    this.moving = null;
    this.front = 0;
    this.moved.fill(0);
    this.buckets *= 2;
    this.mean /= 2;
    this.id++;
    return true;
  }

  moveOne(cell) {
    if (this.moved[cell]) return;
    const half = this.cells / 2;
    let stays = 0;
    for (let n = this.loads[cell]; n > 0; n--) if (this.random.next() < 0.5) stays++;
    this.loads[cell + half] = this.loads[cell] - stays;
    this.loads[cell] = stays;
    this.moved[cell] = this.moved[cell + half] = 1;
    this.moving++;
  }

  /** The bytes of a picture; a few buckets are reserved. */
  bytes(reserved) {
    const bytes = Buffer.alloc(this.cells);
    for (let i = 0; i < this.cells; i++) {
      bytes[i] = this.loads[i] | (this.loads[i] > SLOTS ? 32 : 0) | (this.moved[i] ? 64 : 0);
    }
    for (let n = 0; n < reserved; n++) bytes[this.random.below(this.cells)] |= 128;
    return bytes;
  }

  overflow() {
    let buckets = 0;
    let longest = 0;
    for (const load of this.loads) {
      if (load > SLOTS) buckets++;
      longest = Math.max(longest, load - SLOTS);
    }
    return { buckets: buckets * this.stride, longest };
  }
}
