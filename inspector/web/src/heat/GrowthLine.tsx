import { count, percent } from "../format";
import { growthOf } from "../model/growth";
import { useShown } from "../view/context";

// One line on growth. Its place stays while the map is at rest, so nothing moves when a growth begins or ends.

export function GrowthLine() {
  const picture = useShown()?.frame.picture;
  const growth = picture === undefined ? null : growthOf(picture.tables);
  const share = growth?.share ?? 0;
  return (
    <div class={growth === null ? "growth quiet" : "growth"}>
      <p>
        {growth === null ? (
          "At rest: one table."
        ) : (
          <>
            {growth.shrinks ? "shrinking" : "growing"} {count(growth.from)} → {count(growth.to)} · {percent(share)} moved
          </>
        )}
      </p>
      <div
        class="progress"
        role="progressbar"
        aria-label="Buckets that have moved"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-hidden={growth === null}
      >
        <div class="progress-done" style={{ transform: `scaleX(${share})` }} />
      </div>
    </div>
  );
}
