import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useObservable } from "../model/observable";
import { useInspection } from "../view/context";
import { theme, token } from "../view/theme";
import { HeatView, type HeatColours } from "./heatView";
import { sizeOf } from "./layout";
import { paletteOf, pixelsOf } from "./palette";

// The heat map's element: measures the room, passes pointer and keys on, and opens the bucket that was chosen.

/** Height of what stands above and below the map on a screen. */
const OTHER_HEIGHT = 320;
const LEAST_HEIGHT = 300;

function coloursNow(): HeatColours {
  return {
    pixels: pixelsOf(paletteOf(theme.value)),
    marks: {
      contracts: {
        LIVE: token("contract-live"),
        SNAPSHOT: token("contract-snapshot"),
        EXCLUSIVE: token("contract-exclusive"),
        FAIL_FAST: token("contract-fail-fast"),
      },
      halo: token("halo"),
      cursor: token("text"),
    },
  };
}

interface Props {
  /** The bucket in the panel, or null. */
  readonly selected: number | null;
  readonly open: (bucket: number) => void;
}

export function HeatMap({ selected, open }: Props) {
  const inspection = useInspection();
  const currentTheme = useObservable(theme);
  const room = useRef<HTMLDivElement>(null);
  const map = useRef<HTMLDivElement>(null);
  const cells = useRef<HTMLCanvasElement>(null);
  const gaps = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const tooltip = useRef<HTMLDivElement>(null);
  const spoken = useRef<HTMLDivElement>(null);
  const view = useRef<HeatView | null>(null);

  // Before the page is painted: measured later, all below the map would jump.
  useLayoutEffect(() => {
    const outer = room.current!;
    const inner = map.current!;
    const heat = new HeatView(
      { cells: cells.current!, gaps: gaps.current!, marks: marks.current!, tooltip: tooltip.current!, spoken: spoken.current! },
      coloursNow(),
    );
    view.current = heat;
    const measure = () => {
      const size = sizeOf(
        { width: outer.clientWidth, height: Math.max(LEAST_HEIGHT, innerHeight - OTHER_HEIGHT) },
        devicePixelRatio,
      );
      outer.parentElement!.style.setProperty("--heat-width", `${size.width}px`);
      inner.style.height = `${size.height}px`;
      heat.resize(size);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(outer);
    addEventListener("resize", measure);
    const forget = inspection.onPicture(picture => heat.show(picture));
    return () => {
      forget();
      removeEventListener("resize", measure);
      observer.disconnect();
      heat.dispose();
    };
  }, [inspection]);

  useEffect(() => view.current?.useColours(coloursNow()), [currentTheme]);

  useEffect(() => {
    if (selected !== null) view.current?.putCursor(selected);
    view.current?.showCursor(selected !== null || map.current!.matches(":focus-visible"));
  }, [selected]);

  const at = (event: PointerEvent | MouseEvent) => {
    const bounds = map.current!.getBoundingClientRect();
    return { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
  };

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (view.current!.moveCursor(event.key)) {
      event.preventDefault();
      view.current!.showCursor(true);
    } else if (event.key === "Enter" && view.current!.cursor >= 0) {
      event.preventDefault();
      open(view.current!.cursor);
    }
  };

  const click = (event: MouseEvent) => {
    const { x, y } = at(event);
    const bucket = view.current!.bucketAt(x, y);
    if (bucket >= 0) open(bucket);
  };

  return (
    <div class="heat-room" ref={room}>
      <div
        class="heat-map"
        id="heat"
        ref={map}
        role="application"
        tabIndex={0}
        aria-label="Heat map of buckets"
        aria-describedby="heat-keys"
        onKeyDown={press}
        onClick={click}
        onPointerMove={event => view.current!.point(event.pointerType === "touch" ? null : at(event))}
        onPointerLeave={() => view.current!.point(null)}
        onFocus={() => {
          view.current!.showCursor(selected !== null || map.current!.matches(":focus-visible"));
          view.current!.say();
        }}
        onBlur={() => view.current!.showCursor(selected !== null)}
      >
        <canvas class="heat-cells" ref={cells} width={1} height={1} />
        <div class="heat-gaps" ref={gaps} hidden />
        <canvas class="heat-marks" ref={marks} />
        <div class="heat-tooltip" ref={tooltip} hidden />
        <div class="unseen" ref={spoken} aria-live="polite" />
      </div>
      <p class="unseen" id="heat-keys">
        The arrow keys move between cells, Home and End go to the first and the last, Enter opens the bucket.
      </p>
    </div>
  );
}
