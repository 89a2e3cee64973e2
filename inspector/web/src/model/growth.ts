import type { Table } from "../wire/types";

// What a picture's tables say of growth.

export interface Growth {
  readonly from: number;
  readonly to: number;
  readonly shrinks: boolean;
  /** 0..1: buckets of the first table that have moved. */
  readonly share: number;
}

/** null: at rest, with one table. */
export function growthOf(tables: readonly Table[]): Growth | null {
  const [first, second] = tables;
  if (first === undefined || second === undefined) return null;
  const share = first.buckets > 0 ? Math.min(1, Math.max(0, first.moved / first.buckets)) : 0;
  return { from: first.buckets, to: second.buckets, shrinks: second.buckets < first.buckets, share };
}
