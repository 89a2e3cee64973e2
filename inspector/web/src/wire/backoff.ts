// How long to wait before the next try to connect: 1, 2, 4, then 5 seconds each.

const DELAYS = [1_000, 2_000, 4_000, 5_000];

/** failures: how many tries have failed, at least 1. */
export function retryDelay(failures: number): number {
  return DELAYS[Math.min(Math.max(failures, 1), DELAYS.length) - 1]!;
}

/** Milliseconds of a Retry-After header in seconds; 5 s when there is none that makes sense. */
export function retryAfter(header: string | null): number {
  const seconds = header === null ? NaN : Number(header);
  return Number.isFinite(seconds) && seconds >= 1 && seconds <= 60 ? seconds * 1_000 : 5_000;
}
