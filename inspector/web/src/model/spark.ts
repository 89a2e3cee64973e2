import type { Column } from "./series";

// A small line of a figure's last minute, as an SVG path that fills a box. Its ground is zero; nulls break it.

export const SPARK_SECONDS = 60;

/** The newest value stands at the right edge, each second has its place, and the highest value reaches the top. */
export function sparkPath(values: Column, width: number, height: number): string {
  const shown = values.slice(-SPARK_SECONDS);
  const highest = shown.reduce((most: number, value) => Math.max(most, value ?? 0), 0);
  const step = width / (SPARK_SECONDS - 1);
  let path = "";
  let drawing = false;
  shown.forEach((value, i) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const x = width - (shown.length - 1 - i) * step;
    const y = highest > 0 ? height - (Math.max(0, value) / highest) * height : height;
    path += `${drawing ? "L" : "M"}${round(x)} ${round(y)}`;
    drawing = true;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
