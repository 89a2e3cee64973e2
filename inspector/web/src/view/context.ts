import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Inspection, Shown } from "../model/inspection";
import { useObservable } from "../model/observable";

// The one inspection that every part of the page shows.

const InspectionContext = createContext<Inspection | null>(null);

export const InspectionProvider = InspectionContext.Provider;

export function useInspection(): Inspection {
  return useContext(InspectionContext)!;
}

/** The moment that the page shows; a component that uses it is drawn four times a second at most. */
export function useShown(): Shown | null {
  return useObservable(useInspection().shown);
}
