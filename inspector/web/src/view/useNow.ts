import { useEffect, useState } from "preact/hooks";

/** The time of this machine, for countdowns: it goes on while `running`. */
export function useNow(running: boolean): number {
  const [now, tick] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    tick(Date.now());
    const timer = setInterval(() => tick(Date.now()), 250);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

/** Whole seconds until a moment, at least 1 while it is not there. */
export function secondsUntil(moment: number, now: number): number {
  return Math.max(1, Math.ceil((moment - now) / 1_000));
}
