import type { Picture } from "../wire/picture";
import type { Operations } from "../wire/types";

// How many a second, from counters at two moments.

/** Frames that are further apart than this have a gap between them: no rate leads across. */
export const GAP_MILLIS = 3_500;

/** null: cannot be told, because no time has passed, too much has, or the counter has begun again. */
export function rate(earlier: number, later: number, millis: number): number | null {
  const more = later - earlier;
  return millis > 0 && millis <= GAP_MILLIS && more >= 0 ? (more * 1_000) / millis : null;
}

export type OperationRates = Readonly<Record<keyof Operations, number | null>>;

export function operationRates(earlier: Picture | null, later: Picture): OperationRates {
  const millis = earlier === null ? 0 : later.millis - earlier.millis;
  const of = (kind: keyof Operations) =>
    earlier === null ? null : rate(earlier.operations[kind], later.operations[kind], millis);
  return {
    GET: of("GET"),
    PUT: of("PUT"),
    REPLACE: of("REPLACE"),
    REMOVE: of("REMOVE"),
    COMPUTE: of("COMPUTE"),
    BATCH: of("BATCH"),
  };
}

export function reads(rates: OperationRates): number | null {
  return rates.GET;
}

export function writes(rates: OperationRates): number | null {
  const each = [rates.PUT, rates.REPLACE, rates.REMOVE, rates.COMPUTE, rates.BATCH];
  return each.every(value => value !== null) ? each.reduce((sum: number, value) => sum + value!, 0) : null;
}
