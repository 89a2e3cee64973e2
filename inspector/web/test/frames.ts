import type { Frame } from "../src/model/history";
import type { Picture } from "../src/wire/picture";
import type { Counters, Operations } from "../src/wire/types";

// Pictures for tests: at rest, with nothing going on, but for what a test says.

const COUNTERS: Counters = {
  retainedBytes: 0,
  maxRetainedBytes: 0,
  oldestSnapshotMillis: 0,
  snapshotsLeaked: 0,
  snapshotsExpired: 0,
  iterationsLeaked: 0,
  turnWaits: 0,
  writerWaits: 0,
  functionWaits: 0,
  memoryWaits: 0,
  growthsStarted: 0,
  growthsCompleted: 0,
  backlog: 0,
  longestEvacuationNanos: 0,
  overflowBuckets: 0,
  longestOverflow: 0,
  tableBytes: 0,
};

const OPERATIONS: Operations = { GET: 0, PUT: 0, REPLACE: 0, REMOVE: 0, COMPUTE: 0, BATCH: 0 };

interface Changes extends Partial<Omit<Picture, "counters" | "operations">> {
  readonly counters?: Partial<Counters>;
  readonly operations?: Partial<Operations>;
}

export function picture(changes: Changes = {}): Picture {
  return {
    millis: 0,
    entries: 0,
    epoch: 1,
    tables: [{ id: 1, buckets: 4, moved: 0 }],
    buckets: 4,
    stride: 1,
    cells: new Uint8Array(4),
    snapshots: [],
    iterations: [],
    holds: [],
    lists: { snapshots: 0, iterations: 0, holds: 0, waiting: 0 },
    ...changes,
    counters: { ...COUNTERS, ...changes.counters },
    operations: { ...OPERATIONS, ...changes.operations },
  };
}

export function frame(second: number, changes: Changes = {}): Frame {
  return { second, picture: picture({ millis: second * 1_000, ...changes }), detail: null };
}
