import { OPERATIONS } from "../wire/types";
import type { Frame } from "./history";
import { GAP_MILLIS, operationRates, rate, reads, writes } from "./rates";

// The history as columns: seconds first, then one column for each measure. Where seconds are missing, a row of nulls breaks the lines.

export type Column = (number | null)[];

/** A number of a frame, for rates with the frame before it; null where it cannot be told. */
export type Measure = (frame: Frame, before: Frame | null) => number | null;

export interface Series {
  readonly seconds: number[];
  readonly columns: readonly Column[];
}

export function seriesOf(frames: readonly Frame[], measures: readonly Measure[]): Series {
  const seconds: number[] = [];
  const columns = measures.map((): Column => []);
  let before: Frame | null = null;
  for (const frame of frames) {
    if (before !== null && (frame.second - before.second) * 1_000 > GAP_MILLIS) {
      seconds.push(before.second + 1);
      for (const column of columns) column.push(null);
    }
    seconds.push(frame.second);
    measures.forEach((measure, i) => columns[i]!.push(measure(frame, before)));
    before = frame;
  }
  return { seconds, columns };
}

export const entries: Measure = frame => frame.picture.entries;
export const retainedBytes: Measure = frame => frame.picture.counters.retainedBytes;
export const openSnapshots: Measure = frame => frame.picture.lists.snapshots;
export const tableBytes: Measure = frame => frame.picture.counters.tableBytes;
export const overflowBuckets: Measure = frame => frame.picture.counters.overflowBuckets;
export const backlog: Measure = frame => frame.picture.counters.backlog;
export const readRate: Measure = (frame, before) => reads(operationRates(before?.picture ?? null, frame.picture));
export const writeRate: Measure = (frame, before) => writes(operationRates(before?.picture ?? null, frame.picture));

/** Waits that ended in a second. */
export const waitRate: Measure = (frame, before) =>
  before === null ? null : rate(waits(before), waits(frame), frame.picture.millis - before.picture.millis);

/** One measure for each kind, in the order of OPERATIONS. */
export const eachOperation: readonly Measure[] = OPERATIONS.map(
  (kind): Measure =>
    (frame, before) =>
      operationRates(before?.picture ?? null, frame.picture)[kind],
);

/** All waits since the map was made. */
export function waits({ picture: { counters } }: Frame): number {
  return counters.turnWaits + counters.writerWaits + counters.functionWaits + counters.memoryWaits;
}
