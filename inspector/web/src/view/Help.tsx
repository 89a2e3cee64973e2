import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";

// The keyboard shortcuts.

const KEYS: readonly (readonly [keys: readonly string[], what: string])[] = [
  [["Space"], "pause, or go on"],
  [["["], "one second back"],
  [["]"], "one second on"],
  [["L"], "back to now"],
  [["←", "↑", "→", "↓"], "move between the cells of the heat map, once it has the focus"],
  [["Home", "End"], "the first and the last cell"],
  [["Enter"], "open the bucket under the cursor"],
  [["Escape"], "close the bucket or this help"],
  [["?"], "this help"],
];

export function Help({ close }: { close: () => void }) {
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
      <dl class="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map(key => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
