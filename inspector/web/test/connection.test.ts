import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Connection, type ConnectionListener, type Status } from "../src/wire/connection";
import type { Picture } from "../src/wire/picture";
import type { Maps } from "../src/wire/types";
import { picture } from "./frames";

// A server in memory: answers for api/maps and api/watch, each changed by the test as it goes.

class Server {
  maps: Maps = {
    instance: "a",
    maps: [
      { id: 0, name: "sessions", entries: 1, buckets: 1 },
      { id: 1, name: "orders", entries: 1, buckets: 1 },
    ],
    showsEntries: false,
  };
  refusal: { status: number; error?: string; headers?: Record<string, string> } | null = null;
  watchRefusal: Server["refusal"] = null;
  down = false;
  readonly asked: { path: string; token: string | null }[] = [];
  readonly streams: { controller: ReadableStreamDefaultController<Uint8Array>; signal: AbortSignal }[] = [];

  readonly get = (async (input: string, init: { headers: Record<string, string>; signal: AbortSignal }) => {
    this.asked.push({ path: input, token: init.headers["Authorization"] ?? null });
    if (this.down) throw new TypeError("failed to fetch");
    const refusal = input.startsWith("api/watch") ? (this.watchRefusal ?? this.refusal) : this.refusal;
    if (refusal !== null)
      return new Response(JSON.stringify({ error: refusal.error }), { status: refusal.status, headers: refusal.headers ?? {} });
    if (input === "api/maps") return Response.json(this.maps);
    return new Response(
      new ReadableStream<Uint8Array>({
        start: controller => {
          this.streams.push({ controller, signal: init.signal });
          init.signal.addEventListener("abort", () => controller.error(new DOMException("aborted", "AbortError")));
        },
      }),
    );
  }) as unknown as typeof fetch;

  say(event: string, data: unknown): void {
    this.streams.at(-1)!.controller.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  }

  sayPicture(): void {
    this.say("picture", { ...picture({ buckets: 1 }), cells: "BQ==" });
  }

  watches(): string[] {
    return this.asked.filter(({ path }) => path.startsWith("api/watch")).map(({ path }) => path);
  }
}

class Heard implements ConnectionListener {
  readonly statuses: Status[] = [];
  readonly pictures: Picture[] = [];
  readonly watched: number[] = [];
  details = 0;
  lastMaps: Maps | null = null;
  status(status: Status): void {
    this.statuses.push(status);
  }
  maps(maps: Maps): void {
    this.lastMaps = maps;
  }
  watching(id: number): void {
    this.watched.push(id);
  }
  picture(next: Picture): void {
    this.pictures.push(next);
  }
  detail(): void {
    this.details++;
  }
  get last(): Status {
    return this.statuses.at(-1)!;
  }
}

describe("Connection", () => {
  let server: Server;
  let heard: Heard;
  let connection: Connection;

  const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);

  beforeEach(() => {
    vi.useFakeTimers();
    server = new Server();
    heard = new Heard();
    connection = new Connection(heard, null, server.get);
  });

  afterEach(() => {
    connection.stop();
    vi.useRealTimers();
  });

  async function goLive(): Promise<void> {
    connection.start();
    await pass(0);
    server.sayPicture();
    await pass(0);
    expect(heard.last).toEqual({ kind: "live" });
  }

  it("watches the first map and hands on pictures and details; unknown events are passed over", async () => {
    await goLive();
    server.say("detail", { millis: 0, sampling: 1, latencies: [], records: [] });
    server.say("weather", "fine");
    await pass(0);
    expect(server.watches()).toEqual(["api/watch?map=0"]);
    expect(heard.watched).toEqual([0]);
    expect(heard.pictures[0]!.cells).toEqual(Uint8Array.of(5));
    expect(heard.details).toBe(1);
  });

  it("sends a token, and asks for one after a 401", async () => {
    server.refusal = { status: 401, error: "token" };
    connection.start();
    await pass(0);
    expect(server.asked[0]!.token).toBeNull();
    expect(heard.last).toEqual({ kind: "token", refused: false });
    await pass(60_000);
    expect(server.asked).toHaveLength(1);
    connection.useToken("wrong");
    await pass(0);
    expect(server.asked[1]!.token).toBe("Bearer wrong");
    expect(heard.last).toEqual({ kind: "token", refused: true });
    server.refusal = null;
    connection.useToken("right");
    await pass(0);
    server.sayPicture();
    await pass(0);
    expect(heard.last).toEqual({ kind: "live" });
  });

  it("says why it is forbidden, and does not try again by itself", async () => {
    server.refusal = { status: 403, error: "Allow this host." };
    connection.start();
    await pass(60_000);
    expect(heard.last).toEqual({ kind: "forbidden", text: "Allow this host." });
    expect(server.asked).toHaveLength(1);
  });

  it("comes again after the time that a full server gives", async () => {
    server.watchRefusal = { status: 503, error: "8 pages watch.", headers: { "Retry-After": "5" } };
    connection.start();
    await pass(0);
    expect(heard.last).toEqual({ kind: "full", text: "8 pages watch.", retryAt: Date.now() + 5_000 });
    server.watchRefusal = null;
    await pass(4_999);
    expect(server.watches()).toHaveLength(1);
    await pass(1);
    expect(server.watches()).toHaveLength(2);
  });

  it("looks for maps again while there is none", async () => {
    const { maps } = server.maps;
    server.maps = { ...server.maps, maps: [] };
    connection.start();
    await pass(0);
    expect(heard.last).toEqual({ kind: "noMaps" });
    server.maps = { ...server.maps, maps };
    await pass(2_000);
    expect(server.watches()).toEqual(["api/watch?map=0"]);
  });

  it("waits 1, 2, 4, 5 and 5 seconds between tries, and from 1 again once it has been live", async () => {
    await goLive();
    server.down = true;
    server.streams.at(-1)!.controller.close();
    await pass(0);
    for (const seconds of [1, 2, 4, 5, 5]) {
      expect(heard.last).toMatchObject({ kind: "lost", retryAt: Date.now() + seconds * 1_000 });
      await pass(seconds * 1_000);
    }
    server.down = false;
    await pass(5_000);
    server.sayPicture();
    await pass(0);
    expect(heard.last).toEqual({ kind: "live" });
    expect(heard.watched).toEqual([0]);
    server.streams.at(-1)!.controller.close();
    await pass(0);
    expect(heard.last).toMatchObject({ kind: "lost", retryAt: Date.now() + 1_000 });
  });

  it("tries at once when told to", async () => {
    await goLive();
    server.streams.at(-1)!.controller.close();
    await pass(0);
    connection.retryNow();
    await pass(0);
    expect(server.watches()).toHaveLength(2);
  });

  it("takes five seconds of silence for a loss, and a heartbeat for life", async () => {
    await goLive();
    await pass(4_000);
    server.streams.at(-1)!.controller.enqueue(new TextEncoder().encode(": beat\n\n"));
    await pass(4_000);
    expect(heard.last).toEqual({ kind: "live" });
    await pass(1_000);
    expect(heard.last).toMatchObject({ kind: "lost", text: "The server has said nothing for 5 seconds." });
    expect(server.streams.at(-1)!.signal.aborted).toBe(true);
  });

  it("says so when it cannot read a picture", async () => {
    await goLive();
    server.say("picture", { ...picture({ buckets: 2 }), cells: "BQ==" });
    await pass(0);
    expect(heard.last).toMatchObject({ kind: "lost", text: expect.stringContaining("cannot read") });
  });

  it("ends the old stream when another map is chosen", async () => {
    await goLive();
    connection.choose(1);
    await pass(0);
    expect(server.streams[0]!.signal.aborted).toBe(true);
    expect(server.watches()).toEqual(["api/watch?map=0", "api/watch?map=1"]);
    expect(heard.watched).toEqual([0, 1]);
  });

  it("says that a map is gone, and keeps to that until another is chosen", async () => {
    await goLive();
    server.maps = { ...server.maps, maps: server.maps.maps.slice(1) };
    server.say("gone", { error: "The map is no longer shown." });
    await pass(10_000);
    expect(heard.last).toEqual({ kind: "gone", text: "The map is no longer shown." });
    expect(server.watches()).toHaveLength(1);
    connection.choose(1);
    await pass(0);
    expect(server.watches().at(-1)).toBe("api/watch?map=1");
  });

  it("starts anew after a restart of the server, with the map of the same name", async () => {
    await goLive();
    connection.choose(1);
    await pass(0);
    server.maps = {
      ...server.maps,
      instance: "b",
      maps: [
        { id: 0, name: "new", entries: 0, buckets: 1 },
        { id: 7, name: "orders", entries: 0, buckets: 1 },
      ],
    };
    server.streams.at(-1)!.controller.close();
    await pass(1_000);
    expect(server.watches().at(-1)).toBe("api/watch?map=7");
    expect(heard.watched).toEqual([0, 1, 7]);
  });

  it("takes the same id in another instance for another map", async () => {
    await goLive();
    server.maps = { ...server.maps, instance: "b" };
    server.streams.at(-1)!.controller.close();
    await pass(1_000);
    expect(heard.watched).toEqual([0, 0]);
  });

  it("keeps the list of maps up to date while it watches", async () => {
    await goLive();
    server.maps = { ...server.maps, maps: [{ id: 0, name: "sessions", entries: 99, buckets: 1 }] };
    server.sayPicture();
    await pass(4_000);
    server.sayPicture();
    await pass(1_000);
    expect(heard.lastMaps!.maps[0]!.entries).toBe(99);
  });

  it("gives the server's own sentence when a question is refused", async () => {
    server.refusal = { status: 404, error: "The table has changed." };
    await expect(connection.ask("api/bucket?map=0&bucket=1&buckets=1")).rejects.toThrow("The table has changed.");
    server.refusal = { status: 500 };
    await expect(connection.ask("api/bucket")).rejects.toThrow("The server answers with status 500.");
  });
});
