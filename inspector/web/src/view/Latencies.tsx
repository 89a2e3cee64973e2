import { useMemo, useRef } from "preact/hooks";
import { contractName, count, nanos } from "../format";
import { axisOf, barsOf, position, ticks, type Axis } from "../model/histogram";
import type { Latency } from "../wire/types";
import { Card, Empty, Scroll } from "./Card";
import { useListed } from "./listed";

// How long operations, waits and lives take: a histogram for each, all over one logarithmic axis, so that they compare.

export function Latencies() {
  const part = useRef<HTMLElement>(null);
  const detail = useListed(part)?.frame.detail ?? null;
  return useMemo(() => {
    const latencies = detail?.latencies ?? [];
    const axis = axisOf(latencies);
    const sampling = detail?.sampling ?? 1;
    const remark = sampling > 1 ? `last minute; about one operation of ${count(sampling)} is measured` : "last minute";
    return (
      <Card part={part} id="latencies" title="Latencies" class="listed latencies" remark={remark}>
        {axis === null ? (
          <Empty>Nothing measured yet: latencies are measured while somebody looks.</Empty>
        ) : (
          <Scroll label="Latencies">
            <table>
              <caption class="unseen">Latencies of the last minute</caption>
              <thead>
                <tr>
                  <th scope="col">what</th>
                  <th scope="col" class="histogram-column">
                    <Ticks axis={axis} />
                  </th>
                  <th scope="col" class="right">
                    p50
                  </th>
                  <th scope="col" class="right">
                    p99
                  </th>
                  <th scope="col" class="right">
                    p99.9
                  </th>
                  <th scope="col" class="right">
                    max
                  </th>
                  <th scope="col" class="right wide-only">
                    count
                  </th>
                </tr>
              </thead>
              <tbody>
                {latencies.map(latency => (
                  <tr key={latency.name}>
                    <th scope="row">{contractName(latency.name)}</th>
                    <td class="histogram-column">
                      <Histogram latency={latency} axis={axis} />
                    </td>
                    <td class="right">{nanos(latency.p50)}</td>
                    <td class="right">{nanos(latency.p99)}</td>
                    <td class="right">{nanos(latency.p999)}</td>
                    <td class="right">{nanos(latency.max)}</td>
                    <td class="right wide-only">{count(latency.count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Card>
    );
  }, [detail]);
}

const MOST_LABELS = 5;

function Ticks({ axis }: { axis: Axis }) {
  const all = ticks(axis);
  const every = Math.ceil(all.length / MOST_LABELS);
  const marks = all.filter((_, i) => i % every === 0);
  return (
    <span class="ticks">
      <span class="unseen">distribution</span>
      {marks.map(mark => {
        const place = `${position(axis, mark) * 100}%`;
        return (
          <span key={mark} class="tick" style={{ left: place, transform: `translateX(-${place})` }} aria-hidden="true">
            {nanos(mark)}
          </span>
        );
      })}
    </span>
  );
}

const WIDTH = 1_000;
const HEIGHT = 24;

function Histogram({ latency, axis }: { latency: Latency; axis: Axis }) {
  const path = barsOf(latency, axis)
    .map(bar => {
      const height = bar.height * (HEIGHT - 2);
      return `M${(bar.from * WIDTH).toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}H${(bar.to * WIDTH).toFixed(1)}v${height.toFixed(1)}z`;
    })
    .join("");
  return (
    <svg class="histogram" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {ticks(axis).map(mark => (
        <path key={mark} class="histogram-tick" d={`M${position(axis, mark) * WIDTH} 0V${HEIGHT}`} />
      ))}
      <path class="histogram-bars" d={path} />
      <path class="histogram-mark" d={`M${position(axis, latency.p50) * WIDTH} 0V${HEIGHT}`} />
      <path class="histogram-mark" d={`M${position(axis, latency.p99) * WIDTH} 0V${HEIGHT}`} />
    </svg>
  );
}
