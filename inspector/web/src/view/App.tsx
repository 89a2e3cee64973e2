import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Inspection } from "../model/inspection";
import { useObservable } from "../model/observable";
import { Banner, isStale } from "./Banner";
import { BucketPanel, type Selected } from "./BucketPanel";
import { BucketsCard } from "./BucketsCard";
import { Charts } from "./Charts";
import { InspectionProvider, useInspection } from "./context";
import { Head } from "./Head";
import { Help } from "./Help";
import { Holds } from "./Holds";
import { Iterations } from "./Iterations";
import { Latencies } from "./Latencies";
import { Notice } from "./Notice";
import { Records } from "./Records";
import { useShortcuts } from "./shortcuts";
import { Snapshots } from "./Snapshots";
import { Tiles } from "./Tiles";

// The page: head, the parts on the map or a notice in place of them, and what lies over both.

export function App({ inspection }: { inspection: Inspection }) {
  const [helps, setHelps] = useState(false);
  const help = useCallback(() => setHelps(true), []);
  useShortcuts(inspection, help);
  return (
    <InspectionProvider value={inspection}>
      <a class="skip" href="#heat">
        Skip to the heat map
      </a>
      <Head help={help} />
      <Body />
      <Banner />
      {helps ? <Help close={() => setHelps(false)} /> : null}
    </InspectionProvider>
  );
}

function Body() {
  const inspection = useInspection();
  const status = useObservable(inspection.currentStatus);
  const hasPicture = useObservable(inspection.hasPicture);
  const watched = useObservable(inspection.watchedMap);
  const [selected, setSelected] = useState<Selected | null>(null);
  const opener = useRef<Element | null>(null);

  const open = useCallback(
    (bucket: number) => {
      const buckets = inspection.shown.value?.frame.picture.buckets;
      if (buckets === undefined) return;
      opener.current ??= document.activeElement;
      setSelected({ bucket: bucket % buckets, buckets });
    },
    [inspection],
  );
  const close = useCallback(() => {
    setSelected(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
    opener.current = null;
  }, []);

  useEffect(() => setSelected(null), [watched]);

  if (!hasPicture || status.kind === "token" || status.kind === "noMaps") {
    return (
      <main class="page noticed">
        <Notice status={status} />
      </main>
    );
  }
  return (
    <main class={isStale(status) ? "page stale" : "page"}>
      <BucketsCard selected={selected?.bucket ?? null} open={open} />
      {selected === null ? null : <BucketPanel selected={selected} select={open} close={close} />}
      <Tiles />
      <Charts />
      <Iterations />
      <Snapshots />
      <Holds />
      <Latencies />
      <Records />
    </main>
  );
}
