import { useEffect, useRef, useState } from "preact/hooks";
import { clock, count, counted } from "../format";
import { useObservable } from "../model/observable";
import type { Bucket, ShownEntry } from "../wire/types";
import { useInspection, useShown } from "./context";
import { Icon } from "./icons";

// One bucket with its entries. It is read from the map as it is now, each second while the page is live; a moment of the past has no
// entries to show. The panel lies over the page and moves nothing.

export interface Selected {
  readonly bucket: number;
  /** Of the picture that the bucket's number is from. */
  readonly buckets: number;
}

type Answer = { readonly bucket: Bucket; readonly millis: number } | { readonly failure: string };

const REFRESH_MILLIS = 1_000;

interface Props {
  readonly selected: Selected;
  readonly select: (bucket: number) => void;
  readonly close: () => void;
}

export function BucketPanel({ selected, select, close }: Props) {
  const panel = useRef<HTMLElement>(null);
  const held = useShown()?.held ?? false;
  const answer = useBucket(selected, !held);

  useEffect(() => panel.current!.focus(), []);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) close();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [close]);

  const turn = (by: number) => select((selected.bucket + by + selected.buckets) % selected.buckets);
  return (
    <aside class="panel" ref={panel} tabIndex={-1} aria-labelledby="panel-title">
      <header class="panel-head">
        <h2 id="panel-title">
          Bucket {count(selected.bucket)} <span class="quiet-text">of {count(selected.buckets)}</span>
        </h2>
        <button
          type="button"
          class="button icon-button"
          onClick={() => turn(-1)}
          aria-label="Previous bucket"
          title="Previous bucket"
        >
          <Icon name="previous" />
        </button>
        <button type="button" class="button icon-button" onClick={() => turn(1)} aria-label="Next bucket" title="Next bucket">
          <Icon name="next" />
        </button>
        <button type="button" class="button icon-button" onClick={close} aria-label="Close" title="Close (Escape)">
          <Icon name="close" />
        </button>
      </header>
      {answer === null ? (
        <p class="empty">Reading the bucket.</p>
      ) : "failure" in answer ? (
        <Failure text={answer.failure} />
      ) : (
        <Content {...answer} held={held} />
      )}
    </aside>
  );
}

/** The bucket as the server has it; asked again each second while `live`. */
function useBucket(selected: Selected, live: boolean): Answer | null {
  const inspection = useInspection();
  const map = useObservable(inspection.watchedMap);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const next = await inspection.connection
        .ask(`api/bucket?map=${map}&bucket=${selected.bucket}&buckets=${selected.buckets}`)
        .then(
          (bucket): Answer => ({ bucket: bucket as Bucket, millis: Date.now() }),
          (failure: unknown): Answer => ({ failure: failure instanceof Error ? failure.message : String(failure) }),
        );
      if (over) return;
      setAnswer(next);
      if (live) timer = setTimeout(() => void ask(), REFRESH_MILLIS);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [inspection, map, selected, live]);
  return answer;
}

function Failure({ text }: { text: string }) {
  return (
    <div class="panel-body">
      <p>{text}</p>
      <p class="quiet-text">Choose a bucket in the present picture, or turn to the next one.</p>
    </div>
  );
}

function Content({ bucket, millis, held }: { bucket: Bucket; millis: number; held: boolean }) {
  const showsEntries = useObservable(useInspection().currentMaps)?.showsEntries ?? false;
  const states = [bucket.moved ? "moved" : "", bucket.reserved ? "reserved: a function or a batch runs" : ""].filter(
    text => text !== "",
  );
  return (
    <div class="panel-body" role="group" aria-label="What the bucket has" tabIndex={0}>
      <dl class="facts">
        <dt>read in</dt>
        <dd>
          table {count(bucket.table)}, bucket {count(bucket.bucket)} of {count(bucket.buckets)}
        </dd>
        <dt>entries</dt>
        <dd>
          {count(bucket.entries)}
          {bucket.overflow > 0 ? `, ${count(bucket.overflow)} of them in the overflow` : ", no overflow"}
        </dd>
        <dt>state</dt>
        <dd>{states.length === 0 ? "in place" : states.join(", ")}</dd>
        <dt>changed in</dt>
        <dd>epoch {count(bucket.epoch)}</dd>
        <dt>read at</dt>
        <dd>
          {clock(millis)}
          {held ? " – the rest of the page shows an earlier moment" : ""}
        </dd>
      </dl>
      {showsEntries ? (
        <Entries bucket={bucket} />
      ) : (
        <p class="hidden-entries">hidden: the application does not show keys and values</p>
      )}
    </div>
  );
}

function Entries({ bucket }: { bucket: Bucket }) {
  if (bucket.shown.length === 0) return <p class="empty">This bucket is empty.</p>;
  const more = bucket.entries - bucket.shown.length;
  return (
    <>
      <table class="entries">
        <caption class="unseen">Keys and values of the bucket</caption>
        <thead>
          <tr>
            <th scope="col">key</th>
            <th scope="col">value</th>
          </tr>
        </thead>
        <tbody>
          {bucket.shown.map((entry, i) => (
            <Entry key={i} entry={entry} />
          ))}
        </tbody>
      </table>
      {more > 0 ? <p class="quiet-text">{counted(more, "entry more is", "entries more are")} not listed.</p> : null}
    </>
  );
}

function Entry({ entry }: { entry: ShownEntry }) {
  return (
    <tr>
      <td title={entry.keyType}>
        <code>{entry.key}</code>
        <small>{shortType(entry.keyType)}</small>
      </td>
      <td title={entry.valueType}>
        <code>{entry.value}</code>
        <small>{shortType(entry.valueType)}</small>
      </td>
    </tr>
  );
}

function shortType(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}
