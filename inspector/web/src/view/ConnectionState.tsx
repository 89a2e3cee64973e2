import { useObservable } from "../model/observable";
import type { Status } from "../wire/connection";
import { useInspection, useShown } from "./context";
import { secondsUntil, useNow } from "./useNow";

// In a word or two how the page is connected. Its place is as wide as the longest of them.

export function ConnectionState() {
  const status = useObservable(useInspection().currentStatus);
  const held = useShown()?.held ?? false;
  const retryAt = "retryAt" in status ? status.retryAt : null;
  const now = useNow(retryAt !== null);
  const [kind, text] = inWords(status, held, retryAt === null ? null : secondsUntil(retryAt, now));
  return (
    <p class={`connection ${kind}`}>
      <span class="connection-dot" aria-hidden="true" />
      {text}
    </p>
  );
}

function inWords(status: Status, held: boolean, seconds: number | null): [kind: string, text: string] {
  switch (status.kind) {
    case "live":
      return held ? ["held", "paused"] : ["live", "live"];
    case "connecting":
      return ["trying", "connecting"];
    case "lost":
      return ["trying", seconds === null ? "reconnecting" : `reconnecting in ${seconds}\u00a0s`];
    case "full":
      return ["trying", seconds === null ? "waiting" : `next try in ${seconds}\u00a0s`];
    case "noMaps":
      return ["trying", "no map"];
    case "gone":
      return ["bad", "map gone"];
    case "token":
      return ["bad", "token needed"];
    case "forbidden":
      return ["bad", "refused"];
  }
}
