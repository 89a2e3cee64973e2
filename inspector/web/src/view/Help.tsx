import { useEffect, useRef } from "preact/hooks";
import { useObservable } from "../model/observable";
import { Icon } from "./icons";
import { areOn, switchShortcuts } from "./shortcuts";

// The keys: those that work everywhere, which can be switched off, and those of what has the focus.

type Keys = readonly (readonly [keys: readonly string[], what: string])[];

const EVERYWHERE: Keys = [
  [["Space"], "pause, or go on"],
  [["["], "one second back"],
  [["]"], "one second on"],
  [["L"], "back to now"],
  [["?"], "this help"],
];

const OF_WHAT_HAS_THE_FOCUS: Keys = [
  [["←", "↑", "→", "↓"], "move between the cells of the heat map, once it has the focus"],
  [["Home", "End"], "the first and the last cell"],
  [["Enter"], "open the bucket under the cursor"],
  [["Escape"], "close the bucket or this help"],
];

export function Help({ close }: { close: () => void }) {
  const on = useObservable(areOn);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog class="help" ref={dialog} onClose={close} aria-labelledby="help-title">
      <header class="panel-head">
        <h2 id="help-title">Keyboard shortcuts</h2>
        <button type="button" class="button icon-button" onClick={close} aria-label="Close" title="Close (Escape)">
          <Icon name="close" />
        </button>
      </header>
      <label class="switch">
        <input type="checkbox" checked={on} onChange={event => switchShortcuts(event.currentTarget.checked)} />
        Shortcuts that work everywhere
      </label>
      <KeyList keys={EVERYWHERE} off={!on} />
      <KeyList keys={OF_WHAT_HAS_THE_FOCUS} off={false} />
    </dialog>
  );
}

function KeyList({ keys, off }: { keys: Keys; off: boolean }) {
  return (
    <dl class={off ? "keys off" : "keys"}>
      {keys.map(([pressed, what]) => (
        <div key={what}>
          <dt>
            {pressed.map(key => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
