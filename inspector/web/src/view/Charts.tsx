import { useMemo } from "preact/hooks";
import { bytes, compact, count, NOTHING } from "../format";
import { useObservable } from "../model/observable";
import { eachOperation, entries, retainedBytes, seriesOf } from "../model/series";
import { OPERATIONS } from "../wire/types";
import { Card } from "./Card";
import { Chart } from "./Chart";
import { useInspection, useShown } from "./context";

// The charts, drawn anew once a second. The second that has just begun is not complete, so it is not drawn.

const MEASURES = [entries, retainedBytes, ...eachOperation];
const BYTE_STEPS = Array.from({ length: 44 }, (_, power) => 2 ** power);

export function Charts() {
  const inspection = useInspection();
  const frames = useObservable(inspection.recorded);
  const series = useMemo(() => seriesOf(frames.slice(0, -1), MEASURES), [frames]);
  const shown = useShown();
  const heldSecond = shown?.held ? shown.frame.second : null;
  return useMemo(() => {
    const common = { seconds: series.seconds, heldSecond, goTo: (second: number) => inspection.goTo(second) };
    return (
      <>
        <Card id="operations" title="Operations per second" class="charted">
          <Chart
            {...common}
            label="Operations per second"
            axis={compact}
            least={10}
            format={value => (value === null ? NOTHING : `${compact(value)}/s`)}
            lines={OPERATIONS.map((kind, i) => ({
              name: kind.toLowerCase(),
              colour: `line-${kind.toLowerCase()}`,
              values: series.columns[i + 2]!,
            }))}
          />
        </Card>
        <Card id="entries" title="Entries" class="charted">
          <Chart
            {...common}
            label="Entries"
            axis={compact}
            least={10}
            format={value => (value === null ? NOTHING : count(value))}
            lines={[{ name: "entries", colour: "line-get", values: series.columns[0]! }]}
          />
        </Card>
        <Card id="retained" title="Retained for snapshots" class="charted">
          <Chart
            {...common}
            label="Bytes retained for snapshots"
            axis={bytes}
            steps={BYTE_STEPS}
            least={4096}
            format={value => (value === null ? NOTHING : bytes(value))}
            lines={[{ name: "retained", colour: "line-put", values: series.columns[1]! }]}
          />
        </Card>
      </>
    );
  }, [series, heldSecond, inspection]);
}
