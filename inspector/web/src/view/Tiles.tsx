import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { bytes, count, counted, millis, nanos, percent, perSecond } from "../format";
import { useObservable } from "../model/observable";
import { operationRates, reads, writes } from "../model/rates";
import {
  backlog,
  entries,
  openSnapshots,
  overflowBuckets,
  readRate,
  retainedBytes,
  seriesOf,
  tableBytes,
  waitRate,
  waits,
  writeRate,
  type Column,
} from "../model/series";
import { SPARK_SECONDS, sparkPath } from "../model/spark";
import { useInspection, useShown } from "./context";

// The figures of a map at a glance, each with a line of its last minute.

const MEASURES = [entries, tableBytes, readRate, writeRate, openSnapshots, retainedBytes, overflowBuckets, backlog, waitRate];

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly children: ComponentChildren;
  readonly last: Column | undefined;
  readonly warn?: boolean;
}

function Tile({ name, value, children, last, warn }: TileProps) {
  return (
    <div class={warn ? "tile warn" : "tile"}>
      <dt>{name}</dt>
      <dd>
        <span class="tile-value">{value}</span>
        <span class="tile-more">{children}</span>
        <Spark values={last} />
      </dd>
    </div>
  );
}

const WIDTH = 160;
const HEIGHT = 30;

function Spark({ values }: { values: Column | undefined }) {
  return useMemo(
    () => (
      <svg class="spark" viewBox={`0 -1 ${WIDTH} ${HEIGHT + 2}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path d={sparkPath(values ?? [], WIDTH, HEIGHT)} />
      </svg>
    ),
    [values],
  );
}

/** The lines up to the moment that is shown; the second that has just begun is not complete. */
function useLines(until: number): readonly Column[] {
  const frames = useObservable(useInspection().recorded);
  return useMemo(() => {
    const complete = frames.slice(0, -1).filter(frame => frame.second <= until);
    return seriesOf(complete.slice(-SPARK_SECONDS - 1), MEASURES).columns;
  }, [frames, until]);
}

export function Tiles() {
  const shown = useShown();
  const lines = useLines(shown?.held ? shown.frame.second : Infinity);
  if (shown === null) return null;
  const { picture } = shown.frame;
  const { counters, lists, buckets } = picture;
  const rates = operationRates(shown.earlier?.picture ?? null, picture);
  const used = counters.maxRetainedBytes > 0 ? counters.retainedBytes / counters.maxRetainedBytes : 0;
  const median = shown.frame.detail?.latencies.find(latency => latency.name === "GET")?.p50;
  const lost = [
    counters.snapshotsLeaked > 0 ? `${count(counters.snapshotsLeaked)} leaked` : "",
    counters.snapshotsExpired > 0 ? `${count(counters.snapshotsExpired)} expired` : "",
  ].filter(text => text !== "");
  return (
    <section class="tiles" aria-labelledby="tiles-title">
      <h2 id="tiles-title" class="unseen">
        Figures
      </h2>
      <dl>
        <Tile name="Entries" value={count(picture.entries)} last={lines[0]}>
          {buckets > 0 ? `${(picture.entries / buckets).toFixed(1)} for each bucket` : ""}
        </Tile>
        <Tile name="Buckets" value={count(buckets)} last={lines[1]}>
          {bytes(counters.tableBytes)} of tables
        </Tile>
        <Tile name="Reads" value={perSecond(reads(rates))} last={lines[2]}>
          {median === undefined ? "" : `half of them within ${nanos(median)}`}
        </Tile>
        <Tile name="Writes" value={perSecond(writes(rates))} last={lines[3]}>
          {perSecond(rates.PUT)} by put
        </Tile>
        <Tile name="Open snapshots" value={count(lists.snapshots)} last={lines[4]} warn={lost.length > 0}>
          {lost.length > 0
            ? lost.join(", ")
            : lists.snapshots > 0
              ? `oldest ${millis(counters.oldestSnapshotMillis)}`
              : `epoch ${count(picture.epoch)}`}
        </Tile>
        <Tile name="Retained" value={bytes(counters.retainedBytes)} last={lines[5]} warn={used > 0.8}>
          {percent(used)} of at most {bytes(counters.maxRetainedBytes)}
        </Tile>
        <Tile name="Overflow buckets" value={count(counters.overflowBuckets)} last={lines[6]}>
          longest by {counted(counters.longestOverflow, "entry", "entries")}
        </Tile>
        <Tile name="Growths" value={count(counters.growthsCompleted)} last={lines[7]}>
          {counters.growthsStarted > counters.growthsCompleted
            ? `${count(counters.backlog)} buckets to move`
            : `longest move ${nanos(counters.longestEvacuationNanos)}`}
        </Tile>
        <Tile name="Waits" value={count(waits(shown.frame))} last={lines[8]}>
          {count(counters.writerWaits)} for a hold, {count(counters.functionWaits)} for a function, {count(counters.turnWaits)}{" "}
          for a turn, {count(counters.memoryWaits)} for memory
        </Tile>
      </dl>
    </section>
  );
}
