import { decodeBase64 } from "./base64";
import type { OpenIteration, WirePicture } from "./types";

// A picture of the map at one moment, its cells as bytes. Each cell stands for one bucket: its entries and three marks.

export const ENTRIES = 31;
const OVERFLOW = 32;
export const MOVED = 64;
export const RESERVED = 128;

/** Slots of a bucket; what does not fit goes to the overflow. */
export const SLOTS = 8;
const MAX_CELLS = 16_384;

export interface Picture extends Omit<WirePicture, "cells"> {
  readonly cells: Uint8Array;
}

/** Throws a RangeError when the cells do not fit to the buckets. */
export function decodePicture(wire: WirePicture): Picture {
  const { cells: text, ...rest } = wire;
  const cells = decodeBase64(text);
  const count = cells.length;
  if (count < 1 || count > MAX_CELLS || (count & (count - 1)) !== 0 || count * wire.stride !== wire.buckets) {
    throw new RangeError(`${count} cells for ${wire.buckets} buckets, ${wire.stride} for each`);
  }
  return { ...rest, cells };
}

export interface CellCounts {
  /** Cells by entries 0..8 that are neither moved nor overflown. */
  readonly resting: readonly number[];
  /** The same of those that have moved. */
  readonly moved: readonly number[];
  readonly overflow: number;
  readonly reserved: number;
}

export function hasOverflow(cell: number): boolean {
  return (cell & OVERFLOW) !== 0 || (cell & ENTRIES) > SLOTS;
}

export function countCells(cells: Uint8Array): CellCounts {
  const resting = new Array<number>(SLOTS + 1).fill(0);
  const moved = new Array<number>(SLOTS + 1).fill(0);
  let overflow = 0;
  let reserved = 0;
  for (const cell of cells) {
    if ((cell & RESERVED) !== 0) reserved++;
    if (hasOverflow(cell)) overflow++;
    else if ((cell & MOVED) !== 0) moved[cell & ENTRIES]!++;
    else resting[cell & ENTRIES]!++;
  }
  return { resting, moved, overflow, reserved };
}

/** One sentence on a cell, for the tooltip and for who cannot see the colours. */
export function describeCell(picture: Picture, cell: number): string {
  const value = picture.cells[cell] ?? 0;
  const entries = value & ENTRIES;
  const parts = [
    `bucket ${(cell * picture.stride).toLocaleString("en-US")}`,
    entries === 0 ? "empty" : entries === ENTRIES ? "31 or more entries" : entries === 1 ? "1 entry" : `${entries} entries`,
  ];
  if (hasOverflow(value)) parts.push("overflow");
  if ((value & MOVED) !== 0) parts.push("moved");
  if ((value & RESERVED) !== 0) parts.push("reserved");
  return parts.join(", ");
}

/** The cell where an iteration stands, or -1. */
export function cellOfIteration(picture: Picture, iteration: OpenIteration): number {
  if (iteration.bucket < 0 || iteration.buckets < 1) return -1;
  const cell = Math.floor((iteration.bucket * (picture.buckets / iteration.buckets)) / picture.stride);
  return Math.min(cell, picture.cells.length - 1);
}
