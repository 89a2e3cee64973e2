import { useMemo } from "preact/hooks";
import { compact, count } from "../format";
import { useObservable } from "../model/observable";
import { useShown } from "../view/context";
import { theme } from "../view/theme";
import { countCells, SLOTS } from "../wire/picture";
import type { Contract } from "../wire/types";
import { MarkIcon } from "./MarkIcon";
import { css, type Rgb } from "./oklch";
import { LONG_OVERFLOW, paletteOf } from "./palette";

// What the colours and marks mean, and how many cells have each.

const CONTRACTS: readonly { readonly contract: Contract; readonly text: string }[] = [
  { contract: "LIVE", text: "live" },
  { contract: "SNAPSHOT", text: "snapshot" },
  { contract: "EXCLUSIVE", text: "exclusive" },
  { contract: "FAIL_FAST", text: "fail-fast" },
];

function Swatch({ colour }: { colour: Rgb }) {
  return <span class="swatch" style={{ backgroundColor: css(colour) }} aria-hidden="true" />;
}

export function Legend() {
  const shown = useShown();
  const currentTheme = useObservable(theme);
  const palette = useMemo(() => paletteOf(currentTheme), [currentTheme]);
  const cells = shown?.frame.picture.cells;
  const counts = useMemo(() => countCells(cells ?? new Uint8Array(0)), [cells]);
  const moved = counts.moved.reduce((sum, each) => sum + each, 0);
  const what = shown !== null && shown.frame.picture.stride > 1 ? "of the buckets shown" : "of the buckets";
  return (
    <div class="legend">
      <table class="legend-scale">
        <caption class="unseen">Colours of the heat map, and how many {what} have each number of entries</caption>
        <thead>
          <tr>
            <th scope="col">entries</th>
            {palette.resting.map((_, entries) => (
              <th scope="col" key={entries}>
                {entries}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">in place</th>
            {palette.resting.map((colour, entries) => (
              <td key={entries} title={count(counts.resting[entries]!)}>
                <Swatch colour={colour} />
                {compact(counts.resting[entries]!)}
              </td>
            ))}
          </tr>
          <tr class={moved === 0 ? "quiet" : ""}>
            <th scope="row">moved</th>
            {palette.moved.map((colour, entries) => (
              <td key={entries} title={count(counts.moved[entries]!)}>
                <Swatch colour={colour} />
                {compact(counts.moved[entries]!)}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      <ul class="legend-marks">
        <li title={`More entries than the ${SLOTS} slots of a bucket; the stronger colour from ${LONG_OVERFLOW} on.`}>
          <span class="swatches">
            <Swatch colour={palette.overflow[0]} />
            <Swatch colour={palette.overflow[1]} />
          </span>
          overflow <b>{compact(counts.overflow)}</b>
        </li>
        <li title="A function or a batch runs for this bucket now.">
          <Swatch colour={palette.reserved} />
          reserved <b>{compact(counts.reserved)}</b>
        </li>
        {CONTRACTS.map(({ contract, text }) => (
          <li key={contract} title={`An iteration of contract ${contract} stands here.`}>
            <MarkIcon contract={contract} />
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}
