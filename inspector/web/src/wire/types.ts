// What the server sends, as it stands on the wire. Fields that this page does not know are ignored.

export interface MapEntry {
  readonly id: number;
  readonly name: string;
  readonly entries: number;
  readonly buckets: number;
}

export interface Maps {
  /** Another one after a restart of the server: no id is compared across instances. */
  readonly instance: string;
  readonly maps: readonly MapEntry[];
  readonly showsEntries: boolean;
}

export interface Table {
  readonly id: number;
  readonly buckets: number;
  readonly moved: number;
}

export interface OpenSnapshot {
  readonly cut: number;
  readonly buckets: number;
  readonly ageMillis: number;
  readonly retainedBytes: number;
}

export type Contract = "LIVE" | "SNAPSHOT" | "EXCLUSIVE" | "FAIL_FAST";

export interface OpenIteration {
  readonly id: number;
  readonly watched: string;
  readonly contract: Contract;
  readonly state: string;
  /** -1: nowhere. */
  readonly bucket: number;
  readonly buckets: number;
  readonly ageMillis: number;
}

export interface Hold {
  readonly owner: string;
  readonly phase: string;
  readonly scope: string;
  readonly priority: string;
  readonly refuses: boolean;
  readonly ageMillis: number;
  readonly leftMillis: number;
  readonly waiting: readonly string[];
}

/** How many there are, also those that are not listed. */
export interface ListSizes {
  readonly snapshots: number;
  readonly iterations: number;
  readonly holds: number;
  readonly waiting: number;
}

export interface Counters {
  readonly retainedBytes: number;
  readonly maxRetainedBytes: number;
  readonly oldestSnapshotMillis: number;
  readonly snapshotsLeaked: number;
  readonly snapshotsExpired: number;
  readonly iterationsLeaked: number;
  readonly turnWaits: number;
  readonly writerWaits: number;
  readonly functionWaits: number;
  readonly memoryWaits: number;
  readonly growthsStarted: number;
  readonly growthsCompleted: number;
  readonly backlog: number;
  readonly longestEvacuationNanos: number;
  readonly overflowBuckets: number;
  readonly longestOverflow: number;
  readonly tableBytes: number;
}

export const OPERATIONS = ["GET", "PUT", "REPLACE", "REMOVE", "COMPUTE", "BATCH"] as const;

export type Operations = Readonly<Record<(typeof OPERATIONS)[number], number>>;

export interface WirePicture {
  readonly millis: number;
  readonly entries: number;
  readonly epoch: number;
  /** One at rest; two while the first is emptied into the second. */
  readonly tables: readonly Table[];
  /** Of the larger table: what the cells stand for. */
  readonly buckets: number;
  /** Buckets for each cell. */
  readonly stride: number;
  /** Base64, one byte for each cell. */
  readonly cells: string;
  readonly snapshots: readonly OpenSnapshot[];
  readonly iterations: readonly OpenIteration[];
  readonly holds: readonly Hold[];
  readonly lists: ListSizes;
  readonly counters: Counters;
  readonly operations: Operations;
}

export interface Latency {
  readonly name: string;
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly bins: readonly (readonly [number, number])[];
}

export interface LifeRecord {
  readonly watched: string;
  readonly id: number;
  readonly contract: string;
  /** null: it began. */
  readonly from: string | null;
  readonly to: string;
  readonly bucket: number;
  readonly buckets: number;
  readonly thread: string;
  readonly ageMillis: number;
  readonly leaked: boolean;
  readonly caller: string | null;
}

export interface Detail {
  readonly millis: number;
  /** 1: each operation was measured; n: about one of n. */
  readonly sampling: number;
  readonly latencies: readonly Latency[];
  readonly records: readonly LifeRecord[];
}

export interface ShownEntry {
  readonly key: string | null;
  readonly keyType: string;
  readonly value: string | null;
  readonly valueType: string;
}

export interface Bucket {
  readonly table: number;
  readonly buckets: number;
  readonly bucket: number;
  readonly moved: boolean;
  readonly reserved: boolean;
  readonly epoch: number;
  readonly overflow: number;
  readonly entries: number;
  readonly shown: readonly ShownEntry[];
}
