import type { Contract } from "../wire/types";

// The mark of a contract as it is drawn over the heat map.

const SHAPES: Readonly<Record<Contract, string>> = {
  LIVE: "M12.5 8a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0z",
  SNAPSHOT: "M4 4h8v8H4z",
  EXCLUSIVE: "M8 2.5 13.5 8 8 13.5 2.5 8z",
  FAIL_FAST: "M8 3l5 9H3z",
};

export function MarkIcon({ contract }: { contract: Contract }) {
  return (
    <svg
      class={`mark mark-${contract.toLowerCase().replace("_", "-")}`}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      aria-hidden="true"
      focusable="false"
    >
      <path d={SHAPES[contract] ?? SHAPES.LIVE} fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
    </svg>
  );
}
