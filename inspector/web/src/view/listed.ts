import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Shown } from "../model/inspection";
import { useInspection } from "./context";

// The moment that the page shows, for a long list. Lists take turns, so that no two long ones need be laid out in one frame: one that
// is in view is drawn twice a second, one that is not every two and a half. Another moment is drawn at once, everywhere.

const TURNS_IN_VIEW = 2;
const TURNS_OUT_OF_VIEW = 10;

let lists = 0;

export function useListed(list: RefObject<HTMLElement | null>): Shown | null {
  const { listed } = useInspection();
  const [shown, draw] = useState(listed.value);
  useEffect(() => {
    const turn = lists++;
    let ticks = 0;
    let turns = TURNS_IN_VIEW;
    const observer = new IntersectionObserver(entries => {
      const inView = entries.some(entry => entry.isIntersecting);
      turns = inView ? TURNS_IN_VIEW : TURNS_OUT_OF_VIEW;
      if (inView) draw(listed.value);
    });
    observer.observe(list.current!);
    const forget = listed.subscribe(value => {
      ticks++;
      if (ticks % turns === turn % turns || value === null || value.held) draw(value);
    });
    return () => {
      forget();
      observer.disconnect();
    };
  }, [listed, list]);
  return shown;
}
