import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { PlayedMap } from "./playedMap.mjs";

// A server for development: the built page, on made-up maps. It listens on 127.0.0.1 at PORT, or at a free port.
//
// Switches, from the environment (MOCK="token=abc&maps=none") and at any time by GET /mock?...:
//   maps=none|some    no map to show         token=TEXT   asks for this token; empty: for none
//   full=1|0          503 for watchers       forbidden=1|0   403 for everything
//   silent=1|0        streams say nothing    slow=MILLIS  every answer comes so much later
//   entries=1|0       keys and values shown  gone=ID      the map with this id is no longer shown
//   stop=SECONDS      no server for so long  restart=1    another instance, all maps anew

const WEB = fileURLToPath(new URL("../../src/main/resources/dev/stillmap/inspector/web/", import.meta.url));
const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};
const FRAME_MILLIS = 100;

const switches = { maps: "some", token: "", full: "0", forbidden: "0", silent: "0", slow: "0", entries: "1" };
let instance;
let maps;
let stoppedUntil = 0;
const streams = new Set();

function begin() {
  instance = Math.random().toString(16).slice(2);
  maps = [
    new PlayedMap(0, "sessions", { buckets: 1_024, mean: 2, busy: 1, growth: 7, most: 1_048_576 }),
    new PlayedMap(1, "prices", { buckets: 16_384, mean: 5.2, busy: 1, growth: 0, most: 16_384 }),
    new PlayedMap(2, "orders", { buckets: 4_096, mean: 6.3, busy: 1, growth: 60, most: 65_536 }),
    new PlayedMap(3, "archive", { buckets: 1_048_576, mean: 4, busy: 1, growth: 0, most: 1_048_576 }),
    new PlayedMap(7, "crowd", { buckets: 16_384, mean: 5, busy: 14, growth: 20, most: 1_048_576 }),
    new PlayedMap(4, "accounts", { buckets: 64, mean: 4, busy: 0, growth: 0, most: 64 }),
    new PlayedMap(5, "flags", { buckets: 2, mean: 3, busy: 0, growth: 0, most: 2 }),
    new PlayedMap(6, "settings", { buckets: 1, mean: 5, busy: 0, growth: 0, most: 1 }),
  ];
}

function turn(settings) {
  for (const [name, value] of settings) {
    if (name === "stop") stoppedUntil = Date.now() + Number(value) * 1_000;
    else if (name === "restart") begin();
    else if (name === "gone") leave(Number(value));
    else if (name in switches) switches[name] = value;
  }
  if (settings.has("stop") || settings.has("restart")) for (const { response } of streams) response.destroy();
}

function leave(id) {
  for (const { response, map } of streams) {
    if (map.id === id)
      response.end(`event: gone\ndata: ${JSON.stringify({ error: `The map "${map.name}" is no longer shown.` })}\n\n`);
  }
  maps = maps.filter(map => map.id !== id);
}

function refusal(request) {
  if (switches.forbidden === "1")
    return [403, "Open the page at 127.0.0.1 or localhost, or allow this host with Inspector.Builder.host."];
  if (switches.token !== "" && request.headers.authorization !== `Bearer ${switches.token}`)
    return [401, "Give the token that the application printed."];
  return null;
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { ...HEADERS, "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
}

function api(request, response, path, query) {
  const refused = refusal(request);
  if (refused !== null) return answer(response, refused[0], { error: refused[1] });
  const shown = switches.maps === "none" ? [] : maps;
  if (path === "/api/maps") {
    return answer(response, 200, {
      instance,
      maps: shown.map(map => ({ id: map.id, name: map.name, entries: map.table.entries, buckets: map.table.shownBuckets })),
      showsEntries: switches.entries === "1",
      framesPerSecond: 1_000 / FRAME_MILLIS,
      maxCells: 16_384,
      watchers: streams.size,
      maxWatchers: 8,
    });
  }
  const map = shown.find(each => each.id === Number(query.get("map")));
  if (map === undefined)
    return answer(response, 404, { error: "There is no such map. GET api/maps lists those that there are." });
  if (path === "/api/watch") return watch(response, map);
  const bucket = map.bucket(Number(query.get("bucket")), Number(query.get("buckets")), switches.entries === "1");
  if (bucket === null) return answer(response, 404, { error: "The table has changed: there is no such bucket now." });
  return answer(response, 200, bucket);
}

function watch(response, map) {
  if (switches.full === "1")
    return answer(response, 503, { error: "8 pages are watching already. Close one of them." }, { "Retry-After": "5" });
  response.writeHead(200, { ...HEADERS, "Content-Type": "text/event-stream" });
  const stream = { response, map };
  streams.add(stream);
  response.on("close", () => streams.delete(stream));
  response.write(`: watching ${map.name}\n\nevent: detail\ndata: ${JSON.stringify(map.detail())}\n\n`);
}

async function page(response, path) {
  const name = path === "/" ? "index.html" : path.slice(1);
  const type = TYPES[name.split(".").pop()];
  if (!/^[a-z.]+$/.test(name) || type === undefined) return answer(response, 404, { error: "There is no such page." });
  try {
    const body = await readFile(WEB + name);
    response.writeHead(200, { ...HEADERS, "Content-Type": type }).end(body);
  } catch {
    answer(response, 404, { error: "The page is not built: npm run build." });
  }
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  if (pathname === "/mock") {
    turn(searchParams);
    return answer(response, 200, switches);
  }
  if (Date.now() < stoppedUntil) return request.socket.destroy();
  const serve = () => (pathname.startsWith("/api/") ? api(request, response, pathname, searchParams) : page(response, pathname));
  if (switches.slow === "0") return serve();
  setTimeout(serve, Number(switches.slow));
});

let ticks = 0;
function tick() {
  ticks++;
  for (const map of maps) map.tick(FRAME_MILLIS);
  if (switches.silent === "1") return;
  for (const { response, map } of streams) {
    if (response.writableNeedDrain) continue;
    response.write(`event: picture\ndata: ${JSON.stringify(map.picture())}\n\n`);
    if (ticks % 10 === 0) response.write(`event: detail\ndata: ${JSON.stringify(map.detail())}\n\n`);
  }
}

begin();
turn(new URLSearchParams(process.env.MOCK ?? ""));
setInterval(tick, FRAME_MILLIS);
server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
