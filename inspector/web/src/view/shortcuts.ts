import { useEffect } from "preact/hooks";
import type { Inspection } from "../model/inspection";
import { Observable } from "../model/observable";
import { keep, recall } from "./settings";

// Keys that work wherever the focus is, but in places where a key means something else. Who speaks to a computer, or meets keys by
// mistake, can switch them off.

const SETTING = "shortcuts";
const OFF = "off";

export const areOn = new Observable(recall(SETTING) !== OFF);

export function switchShortcuts(on: boolean): void {
  areOn.set(on);
  keep(SETTING, on ? "on" : OFF);
}

export function useShortcuts(inspection: Inspection, help: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!areOn.value) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      if (event.key === " " && isPressed(event.target)) return;
      switch (event.key) {
        case " ":
          inspection.toggle();
          break;
        case "[":
          inspection.step(-1);
          break;
        case "]":
          inspection.step(1);
          break;
        case "l":
        case "L":
          inspection.live();
          break;
        case "?":
          help();
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [inspection, help]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input:not([type=range]), textarea, select");
}

/** Whether space presses what has the focus. */
function isPressed(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("button, a, summary");
}
