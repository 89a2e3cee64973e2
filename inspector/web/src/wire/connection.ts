import { retryAfter, retryDelay } from "./backoff";
import { EventStreamParser } from "./eventStream";
import { decodePicture, type Picture } from "./picture";
import type { Detail, Maps, WirePicture } from "./types";

// Keeps one stream of pictures open: finds the maps, watches the chosen one, and tries again after everything that may pass.
// At any time at most one stream is open, and what a stream says after another was chosen is never heard.

export type Status =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "noMaps" }
  | { readonly kind: "token"; readonly refused: boolean }
  | { readonly kind: "forbidden"; readonly text: string }
  | { readonly kind: "full"; readonly text: string; readonly retryAt: number }
  /** retryAt null: a try is under way. */
  | { readonly kind: "lost"; readonly text: string; readonly retryAt: number | null }
  | { readonly kind: "gone"; readonly text: string };

export interface ConnectionListener {
  status(status: Status): void;
  maps(maps: Maps): void;
  /** Another map is watched from now on, or the same after a restart of the server: what was known of the last one is over. */
  watching(id: number): void;
  picture(picture: Picture): void;
  detail(detail: Detail): void;
}

/** A stream that says nothing for so long is lost. */
export const SILENCE_MILLIS = 5_000;
const POLL_MAPS_MILLIS = 5_000;
const LOOK_AGAIN_MILLIS = 2_000;

class Refused extends Error {
  constructor(
    readonly status: number,
    text: string,
    readonly retryMillis: number,
  ) {
    super(text);
  }
}

class Gone extends Error {}

export class Connection {
  private stopper = new AbortController();
  private skipPause: () => void = () => {};
  private instance: string | null = null;
  private known: Maps | null = null;
  private chosen: number | null = null;
  private watched: number | null = null;
  private goneText: string | null = null;
  private failures = 0;

  constructor(
    private readonly listener: ConnectionListener,
    private token: string | null,
    private readonly get: typeof fetch = (input, init) => fetch(input, init),
  ) {}

  start(): void {
    this.stop();
    this.stopper = new AbortController();
    void this.run(this.stopper.signal);
  }

  stop(): void {
    this.stopper.abort();
  }

  choose(id: number): void {
    if (id === this.chosen) return;
    this.chosen = id;
    this.failures = 0;
    this.listener.status({ kind: "connecting" });
    this.start();
  }

  useToken(token: string): void {
    this.token = token;
    this.listener.status({ kind: "connecting" });
    this.start();
  }

  retryNow(): void {
    this.skipPause();
  }

  /** Asks one of the server's addresses; the answer's JSON, or an Error with the server's own sentence. */
  async ask(path: string): Promise<unknown> {
    const response = await this.request(path, AbortSignal.timeout(SILENCE_MILLIS));
    return response.json();
  }

  private async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await this.attempt(signal);
      if (pause === null || signal.aborted) return;
      await this.pause(pause, signal);
    }
  }

  /** One try, as long as it lasts. Milliseconds until the next one; null: not before somebody does something. */
  private async attempt(signal: AbortSignal): Promise<number | null> {
    if (this.failures > 0) this.listener.status({ kind: "lost", text: "Trying to connect.", retryAt: null });
    try {
      const id = this.find(await this.readMaps(signal));
      if (id === null) return LOOK_AGAIN_MILLIS;
      await this.watch(id, signal);
      throw new Error("The server has ended the stream.");
    } catch (failure) {
      return signal.aborted ? null : this.failed(failure);
    }
  }

  private failed(failure: unknown): number | null {
    const text = failure instanceof Error ? failure.message : String(failure);
    if (failure instanceof Gone || (failure instanceof Refused && failure.status === 404)) {
      this.goneText = text;
      this.listener.status({ kind: "gone", text });
      return LOOK_AGAIN_MILLIS;
    }
    if (failure instanceof Refused && failure.status === 401) {
      this.listener.status({ kind: "token", refused: this.token !== null });
      return null;
    }
    if (failure instanceof Refused && failure.status === 403) {
      this.listener.status({ kind: "forbidden", text });
      return null;
    }
    if (failure instanceof Refused && failure.status === 503) {
      this.listener.status({ kind: "full", text, retryAt: Date.now() + failure.retryMillis });
      return failure.retryMillis;
    }
    this.failures++;
    const delay = retryDelay(this.failures);
    this.listener.status({ kind: "lost", text: this.inWords(failure, text), retryAt: Date.now() + delay });
    return delay;
  }

  private inWords(failure: unknown, text: string): string {
    if (failure instanceof TypeError) return "The server cannot be reached.";
    if (failure instanceof RangeError || failure instanceof SyntaxError)
      return `This page cannot read what the server sends (${text}).`;
    return text;
  }

  /** Which map to watch now, or null when there is none; the listener knows why. */
  private find(maps: Maps): number | null {
    const restarted = this.instance !== null && this.instance !== maps.instance;
    if (restarted) {
      const name = this.known?.maps.find(map => map.id === this.chosen)?.name;
      this.chosen = maps.maps.find(map => map.name === name)?.id ?? null;
      this.watched = null;
      this.goneText = null;
    }
    this.instance = maps.instance;
    this.known = maps;
    this.listener.maps(maps);
    if (maps.maps.length === 0) {
      this.chosen = null;
      this.watched = null;
      this.listener.status({ kind: "noMaps" });
      return null;
    }
    this.chosen ??= maps.maps[0]!.id;
    if (maps.maps.some(map => map.id === this.chosen)) return this.chosen;
    this.listener.status({ kind: "gone", text: this.goneText ?? "The application does not show this map any more." });
    return null;
  }

  private async readMaps(signal: AbortSignal): Promise<Maps> {
    const watchdog = new Watchdog(signal);
    try {
      return await (await this.request("api/maps", watchdog.signal)).json();
    } catch (failure) {
      throw watchdog.explain(failure);
    } finally {
      watchdog.stop();
    }
  }

  private async watch(id: number, signal: AbortSignal): Promise<void> {
    const watchdog = new Watchdog(signal);
    const poll = setInterval(() => void this.refreshMaps(watchdog.signal), POLL_MAPS_MILLIS);
    try {
      const response = await this.request(`api/watch?map=${id}`, watchdog.signal);
      const reader = response.body!.getReader();
      const parser = new EventStreamParser();
      if (this.watched !== id) this.listener.watching(id);
      this.watched = id;
      for (;;) {
        const { done, value } = await reader.read();
        if (done || signal.aborted) return;
        watchdog.heard();
        for (const { event, data } of parser.push(value)) this.heard(event, data);
      }
    } catch (failure) {
      throw watchdog.explain(failure);
    } finally {
      clearInterval(poll);
      watchdog.stop();
    }
  }

  private heard(event: string, data: string): void {
    if (event === "picture") {
      const picture = decodePicture(JSON.parse(data) as WirePicture);
      this.failures = 0;
      this.listener.status({ kind: "live" });
      this.listener.picture(picture);
    } else if (event === "detail") {
      this.listener.detail(JSON.parse(data) as Detail);
    } else if (event === "gone") {
      const { error } = JSON.parse(data) as { error?: string };
      throw new Gone(error ?? "The application does not show this map any more.");
    }
  }

  private async refreshMaps(signal: AbortSignal): Promise<void> {
    try {
      const maps = (await (await this.request("api/maps", signal)).json()) as Maps;
      this.known = maps;
      this.listener.maps(maps);
    } catch {
      // The stream tells when the server is lost; the list stays as it was.
    }
  }

  private async request(path: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = this.token === null ? {} : { Authorization: `Bearer ${this.token}` };
    const response = await this.get(path, { headers, signal, cache: "no-store" });
    if (response.ok) return response;
    const text = await response.json().then(
      (body: { error?: string }) => body.error ?? "",
      () => "",
    );
    throw new Refused(
      response.status,
      text || `The server answers with status ${response.status}.`,
      retryAfter(response.headers.get("Retry-After")),
    );
  }

  private pause(millis: number, signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, millis);
      this.skipPause = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener("abort", this.skipPause, { once: true });
    });
  }
}

/** Ends a request that says nothing for too long, or with the signal that it is made of. */
class Watchdog {
  private readonly ender = new AbortController();
  private timer: ReturnType<typeof setTimeout>;
  private silent = false;
  private readonly pass = () => this.ender.abort();

  constructor(private readonly outer: AbortSignal) {
    outer.addEventListener("abort", this.pass, { once: true });
    this.timer = this.wait();
  }

  get signal(): AbortSignal {
    return this.ender.signal;
  }

  heard(): void {
    clearTimeout(this.timer);
    this.timer = this.wait();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener("abort", this.pass);
    this.ender.abort();
  }

  explain(failure: unknown): unknown {
    return this.silent ? new Error(`The server has said nothing for ${SILENCE_MILLIS / 1_000} seconds.`) : failure;
  }

  private wait(): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.silent = true;
      this.ender.abort();
    }, SILENCE_MILLIS);
  }
}
