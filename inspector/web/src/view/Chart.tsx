import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { clock } from "../format";
import { HISTORY_SECONDS } from "../model/history";
import { useObservable } from "../model/observable";
import type { Column } from "../model/series";
import { theme, token } from "./theme";

// One chart of the last five minutes, a point for each second. Under the pointer it shows the values of that second, else those of
// the moment that the page shows, which is marked while it is held. A click goes to the second.

export interface Line {
  readonly name: string;
  /** Token of its colour. */
  readonly colour: string;
  readonly values: Column;
}

interface Props {
  readonly label: string;
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
  readonly axis: (value: number) => string;
  /** Steps between the marks of the axis, where powers of ten do not fit. */
  readonly steps?: number[];
  /** How far the axis reaches at least. */
  readonly least: number;
  readonly format: (value: number | null) => string;
  readonly heldSecond: number | null;
  readonly goTo: (second: number) => void;
}

const HEIGHT = 168;

export function Chart({ label, seconds, lines, axis, steps, least, format, heldSecond, goTo }: Props) {
  const currentTheme = useObservable(theme);
  const room = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const held = useRef(heldSecond);
  held.current = heldSecond;
  const go = useRef(goTo);
  go.current = goTo;
  const [pointed, point] = useState<number | null>(null);
  const names = lines.map(line => line.name).join();

  useEffect(() => {
    const element = room.current!;
    const hairline = { stroke: token("line"), width: 1 };
    const axes = { stroke: token("muted"), font: `11px ${token("text-font")}`, grid: hairline, ticks: { show: false } };
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
        scales: {
          x: { time: true, range: (_, __, newest) => [newest - HISTORY_SECONDS, newest] },
          y: { range: (_, __, highest) => [0, Math.max(least, highest * 1.08)] },
        },
        axes: [
          { ...axes, size: 26, values: (_, splits) => splits.map(timeOfDay), space: 44 },
          {
            ...axes,
            size: 52,
            values: (_, splits) => splits.map(axis),
            space: 36,
            ...(steps === undefined ? {} : { incrs: steps }),
          },
        ],
        series: [
          {},
          ...lines.map(line => ({ label: line.name, stroke: token(line.colour), width: 1.5, points: { show: false } })),
        ],
        hooks: {
          setCursor: [self => point(self.cursor.idx ?? null)],
          draw: [self => drawHeld(self, held.current)],
        },
      },
      [[], ...lines.map(() => [])],
      element,
    );
    plot.current = chart;
    chart.over.addEventListener("click", () => {
      const second = chart.data[0][chart.cursor.idx ?? -1];
      if (second !== undefined) go.current(second);
    });
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [names, currentTheme]);

  useEffect(() => {
    plot.current?.setData([seconds as number[], ...lines.map(line => line.values)]);
  }, [seconds, names, currentTheme]);

  useEffect(() => plot.current?.redraw(false), [heldSecond]);

  const at = pointed ?? lastIndex(seconds, heldSecond);
  const values = lines.map(line => ({ name: line.name, colour: line.colour, text: format(line.values[at] ?? null) }));
  return (
    <figure class="chart" aria-label={`${label}: ${values.map(value => `${value.name} ${value.text}`).join(", ")}`}>
      <div class="chart-room" ref={room} aria-hidden="true" />
      <figcaption>
        <ul class="chart-legend">
          {values.map(value => (
            <li key={value.name}>
              <span class="chart-key" style={{ backgroundColor: `var(--${value.colour})` }} aria-hidden="true" />
              {value.name} <b>{value.text}</b>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** Without seconds where they are zero. */
function timeOfDay(second: number): string {
  return clock(second * 1_000).replace(/:00$/, "");
}

function lastIndex(seconds: readonly number[], held: number | null): number {
  return held === null ? seconds.length - 1 : seconds.findLastIndex(second => second <= held);
}

function drawHeld(chart: uPlot, second: number | null): void {
  if (second === null) return;
  const { ctx, bbox } = chart;
  const x = Math.round(chart.valToPos(second, "x", true));
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.save();
  ctx.strokeStyle = token("accent");
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
