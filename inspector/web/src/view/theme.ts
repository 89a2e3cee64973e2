import { Observable } from "../model/observable";
import type { Theme } from "../heat/palette";
import { keep, recall } from "./settings";

// Light or dark: as the system has it, or as was chosen here. The choice is kept; the root element carries the outcome, which the
// style sheets read.

export type Choice = "system" | "light" | "dark";

const SETTING = "theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

export const choice = new Observable<Choice>(kept());
export const theme = new Observable<Theme>(resolved());

export function chooseTheme(next: Choice): void {
  choice.set(next);
  keep(SETTING, next);
  apply();
}

export function followSystem(): void {
  dark.addEventListener("change", apply);
  apply();
}

/** A colour or other token of the style sheets, as it is in the present theme. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function apply(): void {
  document.documentElement.dataset["theme"] = resolved();
  theme.set(resolved());
}

function resolved(): Theme {
  if (choice.value !== "system") return choice.value;
  return dark.matches ? "dark" : "light";
}

function kept(): Choice {
  const value = recall(SETTING);
  return value === "light" || value === "dark" ? value : "system";
}
