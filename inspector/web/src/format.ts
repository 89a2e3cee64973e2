// Numbers as people read them: always with a unit, a space before it that does not break, and few digits.

const SPACE = "\u00a0";
const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const FEW = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** What stands where nothing can be told. */
export const NOTHING = "–";

export function count(value: number): string {
  return Number.isFinite(value) ? GROUPED.format(value) : NOTHING;
}

/** Short, for places with little room: 950, 12.3k, 4.5M. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  if (Math.abs(value) < 1_000) return GROUPED.format(value);
  return scaled(value, 1_000, ["", "k", "M", "G", "T"], "");
}

/** In units of 1,024, as the JVM's own flags and tools have them. */
export function bytes(value: number): string {
  return Number.isFinite(value) ? scaled(value, 1_024, ["B", "KB", "MB", "GB", "TB"], SPACE) : NOTHING;
}

export function nanos(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  return value < 1e9 ? scaled(value, 1_000, ["ns", "µs", "ms"], SPACE) : millis(value / 1e6);
}

export function millis(value: number): string {
  if (!Number.isFinite(value)) return NOTHING;
  if (value < 1_000) return `${digits(value)}${SPACE}ms`;
  const seconds = value / 1_000;
  if (seconds < 60) return `${digits(seconds)}${SPACE}s`;
  const whole = Math.floor(seconds);
  if (whole < 3_600) return `${Math.floor(whole / 60)}${SPACE}min ${whole % 60}${SPACE}s`;
  const minutes = Math.floor(whole / 60);
  return `${GROUPED.format(Math.floor(minutes / 60))}${SPACE}h ${minutes % 60}${SPACE}min`;
}

export function perSecond(value: number | null): string {
  return value === null || !Number.isFinite(value)
    ? NOTHING
    : `${value > 0 && value < 10 ? value.toFixed(1) : GROUPED.format(value)}/s`;
}

/** A share of 0..1; 100 % only when nothing is missing. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return NOTHING;
  return `${share >= 1 ? 100 : Math.min(99, Math.round(share * 100))}${SPACE}%`;
}

/** How long ago, in minutes and seconds: 2:31 ago. */
export function ago(behind: number): string {
  const seconds = Math.max(0, Math.round(behind / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} ago`;
}

/** The time of day where the page is read. */
export function clock(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(part => String(part).padStart(2, "0")).join(":");
}

/** The word for so many: 1 entry, 2 entries. */
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** The server's CONSTANT_NAMES as words: WALKING_OLD is "walking old". */
export function words(name: string): string {
  return name.toLowerCase().replaceAll("_", " ");
}

/** The same for contracts, as the documentation writes them: FAIL_FAST is "fail-fast". */
export function contractName(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

function scaled(value: number, step: number, units: readonly string[], space: string): string {
  let unit = 0;
  let rest = value;
  while (unit < units.length - 1 && rounded(Math.abs(rest)) >= step) {
    rest /= step;
    unit++;
  }
  return `${digits(rest)}${space}${units[unit]}`;
}

/** One decimal below ten where it is not zero, none above. */
function rounded(value: number): number {
  return Math.abs(value) < 9.95 ? Number(value.toFixed(1)) : Math.round(value);
}

function digits(value: number): string {
  return FEW.format(rounded(value));
}
