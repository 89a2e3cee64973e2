import { Connection, type ConnectionListener, type Status } from "../wire/connection";
import type { Picture } from "../wire/picture";
import type { Detail, Maps } from "../wire/types";
import { History, type Frame } from "./history";
import { Observable } from "./observable";
import { Throttle } from "./throttle";

// What the page shows, and of which moment. Live, that is the newest picture; held, one frame stays while the stream goes on being
// recorded. The canvas hears of every picture; figures are drawn from `shown`, four times a second at most, and long lists from
// `listed`, as often but never together with the figures.

export interface Shown {
  readonly frame: Frame;
  /** About a second before, for rates; null when nothing is known of it. */
  readonly earlier: Frame | null;
  /** Whether this moment is held, and how far it is behind. */
  readonly held: boolean;
  readonly behindMillis: number;
}

const DRAW_MILLIS = 250;
const RATE_MILLIS = 1_000;

export class Inspection implements ConnectionListener {
  readonly connection: Connection;
  readonly currentStatus = new Observable<Status>({ kind: "connecting" });
  readonly currentMaps = new Observable<Maps | null>(null);
  readonly watchedMap = new Observable<number | null>(null);
  readonly shown = new Observable<Shown | null>(null);
  readonly listed = new Observable<Shown | null>(null);
  /** Whether there is anything to show. */
  readonly hasPicture = new Observable(false);
  /** The recorded frames, told anew with each second. */
  readonly recorded = new Observable<readonly Frame[]>([]);

  private readonly history = new History();
  private readonly figures = new Throttle(DRAW_MILLIS, 0, () => this.show());
  private readonly lists = new Throttle(DRAW_MILLIS, DRAW_MILLIS / 2, () => this.listed.set(this.shown.value));
  private readonly canvases = new Set<(picture: Picture | null) => void>();
  private newestDetail: Detail | null = null;
  private held: Frame | null = null;

  /** keepToken: is given a token that was typed in, for the next time. */
  constructor(
    token: string | null,
    private readonly keepToken: (token: string) => void = () => {},
  ) {
    this.connection = new Connection(this, token);
  }

  useToken(token: string): void {
    this.keepToken(token);
    this.connection.useToken(token);
  }

  /** Hears of every picture that is to be seen, as it comes; null: there is none any more. */
  onPicture(canvas: (picture: Picture | null) => void): () => void {
    this.canvases.add(canvas);
    canvas(this.frame()?.picture ?? null);
    return () => this.canvases.delete(canvas);
  }

  get isHeld(): boolean {
    return this.held !== null;
  }

  pause(): void {
    this.hold(this.history.newest);
  }

  live(): void {
    this.held = null;
    this.tellAll();
  }

  toggle(): void {
    if (this.isHeld) this.live();
    else this.pause();
  }

  /** Steps through the recorded seconds, from what is shown. */
  step(steps: number): void {
    const here = this.frame();
    if (here !== null) this.hold(this.history.step(here.second, steps));
  }

  goTo(second: number): void {
    this.hold(this.history.at(second));
  }

  status(status: Status): void {
    const before = this.currentStatus.value;
    if (before.kind === "live" && status.kind === "live") return;
    this.currentStatus.set(status);
  }

  maps(maps: Maps): void {
    this.currentMaps.set(maps);
  }

  watching(id: number): void {
    this.history.clear();
    this.newestDetail = null;
    this.held = null;
    this.watchedMap.set(id);
    this.recorded.set([]);
    this.tellAll();
  }

  picture(picture: Picture): void {
    const newSecond = this.history.record(picture, this.newestDetail);
    if (newSecond) this.recorded.set([...this.history.all]);
    if (this.held === null) {
      for (const canvas of this.canvases) canvas(picture);
    }
    if (this.held === null || newSecond) {
      this.figures.call();
      this.lists.call();
    }
  }

  detail(detail: Detail): void {
    this.newestDetail = detail;
  }

  private hold(frame: Frame | null): void {
    if (frame === null) return;
    this.held = frame;
    this.tellAll();
  }

  private frame(): Frame | null {
    return this.held ?? this.history.newest;
  }

  private tellAll(): void {
    const picture = this.frame()?.picture ?? null;
    for (const canvas of this.canvases) canvas(picture);
    this.figures.now();
    this.lists.now();
  }

  private show(): void {
    const frame = this.frame();
    const newest = this.history.newest;
    this.hasPicture.set(frame !== null);
    this.shown.set(
      frame === null
        ? null
        : {
            frame,
            earlier: this.history.before(frame.picture, RATE_MILLIS),
            held: this.held !== null,
            behindMillis: newest === null ? 0 : Math.max(0, newest.picture.millis - frame.picture.millis),
          },
    );
  }
}
