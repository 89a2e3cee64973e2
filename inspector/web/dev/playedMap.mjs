import { playedLatency } from "./playedLatency.mjs";
import { PlayedTable } from "./playedTable.mjs";
import { randomFrom } from "./random.mjs";

// A made-up map with all that happens to one: traffic, growth, snapshots, iterations, holds.

const CONTRACTS = ["LIVE", "SNAPSHOT", "EXCLUSIVE", "FAIL_FAST"];
const CALLERS = [
  "app.Export.run(Export.java:17)",
  "app.Totals.sum(Totals.java:41)",
  "app.web.Ranking.top(Ranking.java:88)",
  null,
];
const OPERATIONS = { GET: 41_000, PUT: 5_200, REPLACE: 900, REMOVE: 3_100, COMPUTE: 1_700, BATCH: 140 };
const BOUND = 256 * 1024 * 1024;

export class PlayedMap {
  /** busy: how many snapshots, iterations and holds come and go: 0 for none, 1 for a few. growth: seconds that one growth takes, or 0. */
  constructor(id, name, { buckets, mean, busy, growth, most }) {
    Object.assign(this, { id, name, busy, growth, most, first: { buckets, mean } });
    this.random = randomFrom(id * 7919 + 17);
    this.table = new PlayedTable(this.random, buckets, mean);
    this.sequence = 0;
    this.seconds = 0;
    this.nextId = 1;
    this.epoch = 1;
    this.snapshots = [];
    this.iterations = [];
    this.holds = [];
    this.records = [];
    this.operations = Object.fromEntries(Object.keys(OPERATIONS).map(kind => [kind, 0]));
    this.counters = {
      entriesAdded: this.table.entries,
      entriesRemoved: 0,
      snapshotsOpened: 0,
      snapshotsClosed: 0,
      snapshotsLeaked: 0,
      snapshotsExpired: 0,
      bucketsCopied: 0,
      retainedBytes: 0,
      maxRetainedBytes: BOUND,
      oldestSnapshotMillis: 0,
      iterationsOpened: 0,
      iterationsLeaked: 0,
      holdsOpened: 0,
      holdsDegraded: 0,
      holdsLeaked: 0,
      writesRefused: 0,
      turnWaits: 0,
      writerWaits: 0,
      functionWaits: 0,
      memoryWaits: 0,
      growthsStarted: 0,
      growthsCompleted: 0,
      bucketsEvacuated: 0,
      backlog: 0,
      longestEvacuationNanos: 184_000,
      evacuationFailures: 0,
      overflowBuckets: 0,
      longestOverflow: 0,
      tableBytes: 0,
      readRetries: 0,
    };
  }

  tick(millis) {
    this.seconds += millis / 1_000;
    const wave = 1 + 0.35 * Math.sin(this.seconds / 9) + 0.12 * Math.sin(this.seconds / 1.7);
    const scale = Math.min(1, this.table.buckets / 1_024) * wave;
    for (const [kind, perSecond] of Object.entries(OPERATIONS)) {
      this.operations[kind] += Math.round(((perSecond * millis) / 1_000) * scale * this.random.between(0.9, 1.1));
    }
    this.table.churn(0.02);
    this.grow(millis);
    if (this.busy > 0) {
      this.playSnapshots(millis);
      this.playIterations(millis);
      this.playHolds(millis);
    }
    for (const record of this.records) record.ageMillis += millis;
  }

  grow(millis) {
    if (this.growth === 0) return;
    const { table } = this;
    if (table.moving !== null) {
      const step = Math.max(1, Math.round(((table.cells / 2) * millis) / (this.growth * 1_000)));
      if (table.move(step)) this.counters.growthsCompleted++;
      this.counters.bucketsEvacuated += step * table.stride;
    } else if (table.isFull) {
      if (table.buckets >= this.most) this.table = new PlayedTable(this.random, this.first.buckets, this.first.mean);
      else {
        table.startGrowth();
        this.counters.growthsStarted++;
      }
    } else {
      table.mean *= 1 + millis / (this.growth * 1_400);
    }
  }

  playSnapshots(millis) {
    if (this.snapshots.length < 6 * this.busy && this.random.next() < 0.012 * this.busy) {
      const cut = this.epoch++;
      const life = this.random.between(4_000, 45_000);
      this.snapshots.unshift({
        cut,
        buckets: this.table.buckets,
        ageMillis: 0,
        retainedBytes: 0,
        life,
        rate: this.random.between(20, 900),
      });
      this.counters.snapshotsOpened++;
      this.record("SNAPSHOT", cut, "SNAPSHOT", null, "CREATED", -1);
    }
    for (const snapshot of this.snapshots) {
      snapshot.ageMillis += millis;
      snapshot.retainedBytes = Math.round(
        Math.min(snapshot.buckets * 260, 20_000_000) * (1 - Math.exp((-snapshot.ageMillis * snapshot.rate) / 4e6)),
      );
    }
    const over = this.snapshots.filter(snapshot => snapshot.ageMillis >= snapshot.life);
    for (const { cut } of over) {
      this.counters.snapshotsClosed++;
      this.record("SNAPSHOT", cut, "SNAPSHOT", "CREATED", "RELEASED", -1, this.random.next() < 0.15);
    }
    this.snapshots = this.snapshots.filter(snapshot => snapshot.ageMillis < snapshot.life);
  }

  playIterations(millis) {
    if (this.iterations.length < 7 * this.busy && this.random.next() < 0.05 * this.busy) {
      const contract = this.random.one(CONTRACTS);
      const watched = contract === "LIVE" && this.random.next() < 0.4 ? "VIEW" : "ITERATION";
      const iteration = {
        id: this.nextId++,
        watched,
        contract,
        state: "CREATED",
        bucket: -1,
        slot: -1,
        buckets: this.table.buckets,
        ageMillis: 0,
        walks: this.random.between(4_000, 14_000),
      };
      this.iterations.push(iteration);
      this.counters.iterationsOpened++;
      this.record(watched, iteration.id, contract, null, "CREATED", -1);
    }
    for (const iteration of this.iterations) this.walk(iteration, millis);
    this.iterations = this.iterations.filter(iteration => iteration.state !== "RELEASED");
  }

  walk(iteration, millis) {
    iteration.ageMillis += millis;
    const done = (iteration.ageMillis - 400) / iteration.walks;
    const walking = this.table.moving === null ? "WALKING" : iteration.id % 2 === 0 ? "WALKING_OLD" : "WALKING_NEW";
    const state = done < 0 ? "CREATED" : done < 1 ? walking : done < 1.08 ? "EXHAUSTED" : "RELEASED";
    iteration.bucket = state.startsWith("WALKING") ? Math.floor(done * iteration.buckets) : -1;
    iteration.slot = iteration.bucket < 0 ? -1 : this.random.below(8);
    if (state !== iteration.state)
      this.record(iteration.watched, iteration.id, iteration.contract, iteration.state, state, iteration.bucket);
    iteration.state = state;
  }

  playHolds(millis) {
    if (this.holds.length === 0 && this.random.next() < 0.04) {
      const length = this.random.between(3_000, 6_000);
      this.holds.push(
        this.newHold(
          `export-${this.nextId++}`,
          "IN_FORCE",
          length,
          ["writer-1", "writer-2", "http-nio-8080-exec-7"].slice(0, this.random.below(4)),
        ),
      );
      for (let n = this.random.below(2 * this.busy); n >= 0; n--)
        this.holds.push(this.newHold(`totals-${this.nextId++}`, "WAITING", length, []));
    }
    for (const hold of this.holds) {
      hold.ageMillis += millis;
      if (hold.phase === "WAITING") continue;
      hold.leftMillis = Math.max(0, hold.leftMillis - millis);
      if (hold.leftMillis === 0) {
        hold.phase = hold.phase === "IN_FORCE" ? "LETTING_GO" : "OVER";
        hold.leftMillis = 400;
      }
      if (this.random.next() < 0.1) this.counters.writerWaits++;
    }
    const [first] = this.holds;
    if (first?.phase === "OVER") this.holds.shift();
    if (first?.phase === "OVER" && this.holds[0]) Object.assign(this.holds[0], { phase: "IN_FORCE", ageMillis: 0 });
  }

  newHold(owner, phase, leftMillis, waiting) {
    this.counters.holdsOpened++;
    this.counters.turnWaits += phase === "WAITING" ? 1 : 0;
    const refuses = this.random.next() < 0.25;
    return {
      owner,
      phase,
      scope: this.random.one(["all keys", "hash prefix 0110"]),
      priority: this.random.one(["NORMAL", "HIGH"]),
      refuses,
      ageMillis: 0,
      leftMillis,
      waiting,
    };
  }

  record(watched, id, contract, from, to, bucket, leaked = false) {
    const thread = this.random.one(["main#1", "export-2#41", "http-nio-8080-exec-7#63", "ForkJoinPool.commonPool-worker-1#29"]);
    this.records.unshift({
      watched,
      id,
      contract,
      from,
      to,
      bucket,
      buckets: this.table.buckets,
      moved: 0,
      epoch: this.epoch,
      thread,
      ageMillis: 0,
      leaked,
      caller: from === null || leaked ? this.random.one(CALLERS) : null,
    });
    this.records.length = Math.min(this.records.length, 100);
    if (leaked) this.counters.snapshotsLeaked++;
  }

  picture() {
    const overflow = this.table.overflow();
    const retainedBytes = this.snapshots.reduce((sum, snapshot) => sum + snapshot.retainedBytes, 0);
    Object.assign(this.counters, {
      retainedBytes,
      oldestSnapshotMillis: this.snapshots.at(-1)?.ageMillis ?? 0,
      overflowBuckets: overflow.buckets,
      longestOverflow: overflow.longest,
      tableBytes: this.table.shownBuckets * 82,
      backlog: this.table.moving === null ? 0 : this.table.buckets - this.table.tables()[0].moved,
    });
    return {
      sequence: ++this.sequence,
      millis: Date.now(),
      entries: this.table.entries,
      epoch: this.epoch,
      tables: this.table.tables(),
      buckets: this.table.shownBuckets,
      stride: this.table.stride,
      cells: this.table.bytes(this.busy > 0 ? Math.ceil(this.table.cells / 2_000) : 0).toString("base64"),
      snapshots: this.snapshots.map(({ cut, buckets, ageMillis, retainedBytes }) => ({ cut, buckets, ageMillis, retainedBytes })),
      iterations: this.iterations.map(({ walks, ...iteration }) => iteration),
      holds: this.holds,
      lists: {
        snapshots: this.snapshots.length,
        iterations: this.iterations.length,
        holds: this.holds.length,
        waiting: this.holds.reduce((sum, hold) => sum + hold.waiting.length, 0),
      },
      counters: this.counters,
      operations: this.operations,
    };
  }

  detail() {
    const measured = Math.min(60, this.seconds) / 64;
    const of = (name, perSecond, median, spread, tail) =>
      playedLatency(this.random, name, perSecond * measured, median, spread, tail);
    const all = [
      of("GET", OPERATIONS.GET, 95, 0.35, 40),
      of("PUT", OPERATIONS.PUT, 210, 0.45, 60),
      of("REPLACE", OPERATIONS.REPLACE, 180, 0.4, 30),
      of("REMOVE", OPERATIONS.REMOVE, 240, 0.4, 30),
      of("COMPUTE", OPERATIONS.COMPUTE, 900, 0.8, 50),
      of("BATCH", OPERATIONS.BATCH, 9_000, 0.7, 20),
    ];
    if (this.busy > 0)
      all.push(
        of("wait HOLD", 40, 4e6, 0.9, 6),
        of("wait FUNCTION", 25, 60_000, 0.8, 9),
        of("iteration LIVE", 20, 3e8, 0.5, 3),
        of("hold", 20, 2e7, 0.4, 2),
      );
    return { millis: Date.now(), sampling: 64, latencies: all.filter(latency => latency.count > 0), records: this.records };
  }

  /** One bucket, or null when there is no such one now. */
  bucket(bucket, buckets, shows) {
    if (buckets !== this.table.shownBuckets || !(bucket >= 0 && bucket < buckets)) return null;
    const cell = Math.floor(bucket / this.table.stride);
    const moved = this.table.moved[cell] === 1;
    const own = this.table.moving !== null && !moved ? this.table.buckets : buckets;
    const entries = this.table.loads[cell];
    const shown = Array.from({ length: entries }, (_, i) => ({
      key: shows ? `"session-${(bucket * 131 + i * 977).toString(36)}"` : null,
      keyType: "java.lang.String",
      value: shows
        ? `Session[user=${["alice", "bob", "carol", "dave"][i % 4]}, pages=${(bucket + i * 3) % 40}, since=2026-03-0${1 + (i % 9)}]`
        : null,
      valueType: "app.Session",
    }));
    return {
      table: this.table.id,
      buckets: own,
      bucket: bucket % own,
      moved,
      reserved: false,
      epoch: this.epoch,
      overflow: Math.max(0, entries - 8),
      entries,
      shown,
    };
  }
}
