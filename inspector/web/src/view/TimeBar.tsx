import { ago, clock } from "../format";
import { HISTORY_SECONDS } from "../model/history";
import { useObservable } from "../model/observable";
import { isStale } from "./Banner";
import { useInspection, useShown } from "./context";
import { Icon } from "./icons";

// Pause, and the way back through the last five minutes. The stream goes on being recorded meanwhile.

export function TimeBar() {
  const inspection = useInspection();
  const frames = useObservable(inspection.recorded);
  const stale = isStale(useObservable(inspection.currentStatus));
  const shown = useShown();
  const newest = frames[frames.length - 1]?.second ?? 0;
  const recorded = newest - (frames[0]?.second ?? 0);
  const held = shown?.held ?? false;
  const behind = shown === null ? 0 : Math.max(0, newest - shown.frame.second);
  const none = shown === null;
  const where = held ? ago(behind * 1_000) : stale ? "as of" : "now";
  return (
    <div class="time" role="group" aria-label="Time">
      <button
        type="button"
        class="button pause"
        disabled={none}
        onClick={() => inspection.toggle()}
        title={held ? "Go on (space)" : "Pause (space)"}
      >
        <Icon name={held ? "play" : "pause"} />
        <span>{held ? "Go on" : "Pause"}</span>
      </button>
      <button
        type="button"
        class="button icon-button"
        disabled={none}
        onClick={() => inspection.step(-1)}
        aria-label="One second back"
        title="One second back ([)"
      >
        <Icon name="previous" />
      </button>
      <input
        type="range"
        aria-label="Time"
        aria-valuetext={held ? ago(behind * 1_000) : "now"}
        min={1 - HISTORY_SECONDS}
        max={0}
        step={1}
        value={-Math.min(behind, HISTORY_SECONDS - 1)}
        disabled={none}
        style={{ "--recorded": `${(100 * recorded) / (HISTORY_SECONDS - 1)}%` }}
        onInput={event => inspection.goTo(newest + Number(event.currentTarget.value))}
      />
      <button
        type="button"
        class="button icon-button"
        disabled={none}
        onClick={() => inspection.step(1)}
        aria-label="One second on"
        title="One second on (])"
      >
        <Icon name="next" />
      </button>
      <output class="time-shown">
        {none ? "" : where} <b>{none ? "" : clock(shown.frame.picture.millis)}</b>
      </output>
      <button type="button" class="button live" disabled={!held} onClick={() => inspection.live()} title="Back to now (L)">
        Live
      </button>
    </div>
  );
}
