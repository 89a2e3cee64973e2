import { useEffect, useRef, useState } from "preact/hooks";
import { clock } from "../format";
import { useObservable } from "../model/observable";
import type { Status } from "../wire/connection";
import { useInspection, useShown } from "./context";
import { secondsUntil, useNow } from "./useNow";

// Says what is wrong while the last picture stays, and for a moment that all is well again. It lies over the page and moves nothing.

const WELL_AGAIN_MILLIS = 3_000;

/** Whether what is shown is not what is. */
export function isStale(status: Status): boolean {
  return status.kind === "lost" || status.kind === "full" || status.kind === "gone" || status.kind === "forbidden";
}

export function Banner() {
  const inspection = useInspection();
  const status = useObservable(inspection.currentStatus);
  const shown = useShown();
  const wellAgain = useWellAgain(status);
  const retryAt = "retryAt" in status ? status.retryAt : null;
  const now = useNow(retryAt !== null);
  if (shown === null) return null;
  if (wellAgain)
    return (
      <div class="banner good" role="status">
        Connected again.
      </div>
    );
  if (!isStale(status) || !("text" in status)) return null;
  const retry = () => (status.kind === "forbidden" ? inspection.connection.start() : inspection.connection.retryNow());
  return (
    <div class="banner">
      <p role="status">
        <b>{title(status)}</b> {status.text} The page shows the map as of {clock(shown.frame.picture.millis)}.
        {status.kind === "gone" ? " Choose another one above." : ""}
      </p>
      {status.kind === "gone" ? null : (
        <button type="button" class="button" disabled={"retryAt" in status && retryAt === null} onClick={retry}>
          {retryAt === null ? "Retry now" : `Retry now (${secondsUntil(retryAt, now)}\u00a0s)`}
        </button>
      )}
    </div>
  );
}

function title(status: Status): string {
  switch (status.kind) {
    case "full":
      return "Too many pages are watching.";
    case "gone":
      return "This map is gone.";
    case "forbidden":
      return "Refused.";
    default:
      return "Connection lost.";
  }
}

/** True for a moment after a lost connection has come back. */
function useWellAgain(status: Status): boolean {
  const [well, setWell] = useState(false);
  const before = useRef(status.kind);
  useEffect(() => {
    const back = status.kind === "live" && before.current === "lost";
    before.current = status.kind;
    setWell(back);
    if (!back) return;
    const timer = setTimeout(() => setWell(false), WELL_AGAIN_MILLIS);
    return () => clearTimeout(timer);
  }, [status.kind]);
  return well;
}
