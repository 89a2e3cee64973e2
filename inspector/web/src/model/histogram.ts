import type { Latency } from "../wire/types";

// Latencies as bars over a logarithmic axis of time. The server counts four bins for each power of two; the bars are these bins.

/** The lower end of a bin in nanoseconds; it reaches up to the lower end of the next. */
export function lowerNanos(bin: number): number {
  return bin < 8 ? bin : (4 + (bin % 4)) * 2 ** (Math.floor(bin / 4) - 1);
}

export interface Axis {
  readonly from: number;
  readonly to: number;
}

/** One axis for all, so that they compare: whole powers of ten around everything measured; null when nothing is. */
export function axisOf(latencies: readonly Latency[]): Axis | null {
  let from = Infinity;
  let to = 0;
  for (const { bins } of latencies) {
    for (const [bin, count] of bins) {
      if (count <= 0) continue;
      from = Math.min(from, Math.max(1, lowerNanos(bin)));
      to = Math.max(to, lowerNanos(bin + 1));
    }
  }
  if (to === 0) return null;
  const low = 10 ** Math.floor(Math.log10(from));
  return { from: low, to: Math.max(low * 10, 10 ** Math.ceil(Math.log10(to))) };
}

/** 0..1 along the axis. */
export function position(axis: Axis, nanos: number): number {
  const place = Math.log(Math.max(nanos, 1) / axis.from) / Math.log(axis.to / axis.from);
  return Math.min(1, Math.max(0, place));
}

/** The powers of ten on the axis, both ends too. */
export function ticks(axis: Axis): number[] {
  const marks: number[] = [];
  for (let at = axis.from; at <= axis.to * 1.001; at *= 10) marks.push(at);
  return marks;
}

export interface Bar {
  readonly from: number;
  readonly to: number;
  /** 0..1 of the highest bar. */
  readonly height: number;
}

/** The bars of one histogram, by place on the axis. Any count above zero can be seen. */
export function barsOf(latency: Latency, axis: Axis): Bar[] {
  const highest = latency.bins.reduce((most, [, count]) => Math.max(most, count), 0);
  const bars: Bar[] = [];
  for (const [bin, count] of latency.bins) {
    if (count <= 0) continue;
    const from = position(axis, lowerNanos(bin));
    const to = position(axis, lowerNanos(bin + 1));
    bars.push({ from, to, height: Math.max(0.04, count / highest) });
  }
  return bars;
}
