import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { Application } from "./application";
import { launch, Looking, NARROW, WIDE, type Theme } from "./browser";

let browser: Browser;

let application: Application | null = null;

const pages: Looking[] = [];

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser.close());

afterEach(async () => {
  try {
    for (const page of pages.splice(0)) await page.close();
  } finally {
    await application?.kill();
    application = null;
  }
});

async function start(port = 0, ...options: string[]): Promise<Application> {
  application = await Application.start(port, ...options);
  return application;
}

async function look(url: string, size = WIDE, theme: Theme = "light"): Promise<Looking> {
  const page = await Looking.at(browser, url, size, theme);
  pages.push(page);
  return page;
}

/** What axe finds on a page that has it. */
async function barriers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run();
    return violations.map(violation => `${violation.id}: ${violation.nodes.map(node => node.html).join(" ")}`);
  });
}

const counted = new Intl.NumberFormat("en-US");

test("a growth is seen, and the page's numbers are those of the server", async () => {
  const app = await start();
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "0");
  const { shift } = await looking.noticed();
  let entries = 1_000;
  await app.command(`put ${entries}`);
  // Until the next growth is under way.
  while ((await app.picture())["tables"].length === 1) {
    entries += 50;
    await app.command(`put ${entries}`);
  }
  const growing = await app.picture();
  const [from, to] = growing["tables"];
  await looking.sees(`growing ${counted.format(from.buckets)} → ${counted.format(to.buckets)}`);
  expect(await looking.page.getByRole("progressbar", { name: "Buckets that have moved" }).getAttribute("aria-valuenow")).toBe(
    String(Math.round((100 * from.moved) / from.buckets)),
  );
  await looking.tileBecomes("Entries", counted.format(entries));

  while ((await app.picture())["tables"].length === 2) {
    entries += 50;
    await app.command(`put ${entries}`);
  }
  await looking.sees("At rest: one table.");
  const rest = await app.picture();
  await looking.tileBecomes("Entries", counted.format(rest["entries"]));
  await looking.tileBecomes("Buckets", counted.format(rest["buckets"]));
  await looking.tileBecomes("Overflow buckets", counted.format(rest["counters"].overflowBuckets));
  await looking.tileBecomes("Growths", counted.format(rest["counters"].growthsCompleted));
  expect((await looking.noticed()).shift - shift).toBeLessThan(0.01);
});

test("a snapshot comes and goes", async () => {
  const app = await start();
  await app.command("put 500");
  const looking = await look(app.url);
  await looking.tileBecomes("Open snapshots", "0");
  await looking.sees("No snapshot is open.");
  await app.command("snapshot");
  await app.command("snapshot");
  await looking.tileBecomes("Open snapshots", "2");
  const open = (await app.picture())["snapshots"];
  const table = looking.page.getByRole("table", { name: "Open snapshots" });
  await table.locator("tbody tr").nth(1).waitFor();
  expect(await table.innerText()).toContain(String(open[0].cut));
  await app.command("work 100");
  await app.command("close");
  await app.command("close");
  await looking.tileBecomes("Open snapshots", "0");
  await looking.sees("No snapshot is open.");
  await looking.sees("created → released");
});

test("a hold says who waits for it", async () => {
  const app = await start();
  await app.command("put 100");
  const looking = await look(app.url);
  await looking.sees("Nobody holds the map");
  await app.command("hold");
  await app.command("write");
  await app.command("write");
  const row = looking.page.getByRole("table", { name: "Holds, and who waits for them" }).locator("tbody tr");
  await row.filter({ hasText: "writer-2" }).waitFor();
  const text = await row.innerText();
  expect(text).toContain("main");
  expect(text).toContain("in force");
  expect(text).toContain("writer-1");
  expect((await app.picture())["lists"].waiting).toBe(2);
  await app.command("release");
  await looking.sees("Nobody holds the map");
  await looking.sees("2 for a hold");
});

test("iterations and operations are there", async () => {
  const app = await start();
  await app.command("put 5000");
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "5,000");
  await app.command("iterate 200");
  const row = looking.page.getByRole("table", { name: "Iterations under way" }).locator("tbody tr");
  const open = (await app.picture())["iterations"][0];
  await row.filter({ hasText: `${counted.format(open.bucket)} of ${counted.format(open.buckets)}` }).waitFor();
  expect(await row.innerText()).toContain("walking");
  await app.command("end");
  await looking.sees("Nobody iterates over this map.");
  await app.command("work 2000");
  const latencies = looking.page.getByRole("table", { name: "Latencies of the last minute" });
  await latencies.locator("tr", { hasText: "compute" }).waitFor();
  expect(await latencies.locator("tbody tr").count()).toBeGreaterThanOrEqual(3);
});

test("a killed application is said, and found again", async () => {
  const app = await start();
  await app.command("put 300");
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "300");
  const { shift } = await looking.noticed();
  await app.kill();
  await looking.sees("Connection lost.");
  await looking.sees(/The page shows the map as of \d\d:\d\d:\d\d/);
  expect(await looking.tile("Entries")).toBe("300");
  const again = await start(app.port);
  await again.command("put 70");
  await looking.sees("Connected again.");
  await looking.tileBecomes("Entries", "70");
  expect((await looking.noticed()).shift - shift).toBeLessThan(0.01);
});

test("a bucket is opened by the keyboard, and hides what it holds", async () => {
  const app = await start();
  await app.command("put 40");
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "40");
  const { page } = looking;
  await page.getByRole("application", { name: "Heat map of buckets" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Bucket/ }).last().waitFor();
  await looking.sees(/does not show keys and values/);
  const asked = await (await app.ask(`api/bucket?map=0&bucket=1&buckets=${(await app.picture())["buckets"]}`)).json();
  expect(asked.shown.every((entry: { key: string | null }) => entry.key === null)).toBe(true);
  await page.getByRole("button", { name: "Next bucket" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Next bucket" }).waitFor({ state: "hidden" });
});

test("keys and values are there where the application allows it", async () => {
  const app = await start(0, "entries");
  await app.command("put 5");
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "5");
  await looking.page.getByRole("application", { name: "Heat map of buckets" }).focus();
  await looking.page.keyboard.press("Enter");
  await looking.sees('"key 0"');
});

test("pause keeps the moment, and the past can be gone through", async () => {
  const app = await start();
  await app.command("put 10");
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "10");
  // Of each second the last picture is kept: the first one that is has to be over before something else is put.
  await looking.page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('input[type="range"]')?.style.getPropertyValue("--recorded") !== "0%",
  );
  await looking.page.getByRole("button", { name: "Pause" }).click();
  await app.command("put 20");
  // What comes meanwhile is kept, a picture a second.
  await looking.page.waitForFunction(() => Number(document.querySelector<HTMLInputElement>('input[type="range"]')?.value) <= -2);
  expect(await looking.tile("Entries")).toBe("10");
  await looking.page.getByRole("button", { name: "Live" }).click();
  await looking.tileBecomes("Entries", "20");
  await app.command("put 30");
  await looking.tileBecomes("Entries", "30");
  for (let i = 0; i < 300 && (await looking.tile("Entries")) !== "10"; i++) await looking.page.keyboard.press("[");
  expect(await looking.tile("Entries")).toBe("10");
  await looking.page.keyboard.press("l");
  await looking.tileBecomes("Entries", "30");
});

test("shortcuts are told, and can be switched off", async () => {
  const app = await start();
  await app.command("put 10");
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "10");
  const { page } = looking;
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Shortcuts that work everywhere" }).uncheck();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  const areOff = async () => {
    await page.keyboard.press("?");
    await looking.draws();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.keyboard.press("Space");
    await looking.draws();
    expect(await page.getByRole("button", { name: "Go on" }).count()).toBe(0);
  };
  await areOff();
  await page.reload();
  await looking.tileBecomes("Entries", "10");
  await areOff();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("application", { name: "Heat map of buckets" }).focus();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Go on" }).waitFor();
});

test("another map is chosen, which is sampled and says so", async () => {
  const app = await start();
  const looking = await look(app.url);
  await looking.tileBecomes("Entries", "0");
  await looking.page.getByRole("combobox").selectOption("1");
  const picture = await app.picture(1);
  await looking.tileBecomes("Buckets", counted.format(picture["buckets"]));
  await looking.sees(new RegExp(`1 bucket of each ${picture["stride"]}`));
});

test("without the token nothing is shown, and it can be given", async () => {
  const app = await start();
  await app.command("put 12");
  const looking = await look(app.url.replace(/#.*/, ""));
  await looking.sees("This inspector asks for a token");
  await looking.page.getByLabel("Token").fill("another-one-that-is-wrong");
  await looking.page.getByRole("button", { name: "Open" }).click();
  await looking.sees("The server does not take this token.");
  await looking.page.getByLabel("Token").fill("a-token-for-tests");
  await looking.page.getByRole("button", { name: "Open" }).click();
  await looking.tileBecomes("Entries", "12");
  expect(looking.page.url()).not.toContain("a-token-for-tests");
});

test("an application without a map says so", async () => {
  const app = await start(0, "none");
  const looking = await look(app.url);
  await looking.sees("This application shows no map");
});

test("one page too many waits for its turn", async () => {
  const app = await start();
  await app.command("put 3");
  const watching = await Promise.all(Array.from({ length: 8 }, () => app.ask("api/watch?map=0")));
  const looking = await look(app.url);
  await looking.sees("Too many pages are watching");
  await watching[0]!.body!.cancel();
  await looking.tileBecomes("Entries", "3");
  await Promise.all(watching.slice(1).map(stream => stream.body!.cancel()));
});

test.each([
  { size: WIDE, theme: "light" as const },
  { size: WIDE, theme: "dark" as const },
  { size: NARROW, theme: "light" as const },
  { size: NARROW, theme: "dark" as const },
])("nothing is wider than the page, at $size.width in $theme", async ({ size, theme }) => {
  const app = await start(0, "entries");
  await app.command("put 3000");
  await app.command("snapshot");
  await app.command("iterate 100");
  await app.command("hold");
  await app.command("write");
  const looking = await look(app.url, size, theme);
  await looking.tileBecomes("Entries", "3,000");
  await looking.page.getByText("writer-1").first().waitFor();
  expect(await looking.isScrolledSideways()).toBe(false);
  const picture = await looking.page.screenshot({ fullPage: true });
  expect(picture.length).toBeGreaterThan(20_000);
});

test("what is seen can be read by a screen reader", async () => {
  const app = await start(0, "entries");
  await app.command("put 500");
  await app.command("snapshot");
  await app.command("hold");
  await app.command("work 0");
  for (const theme of ["light", "dark"] as const) {
    const looking = await Looking.at(browser, app.url, WIDE, theme, true);
    pages.push(looking);
    await looking.tileBecomes("Entries", "500");
    await looking.page.getByRole("application", { name: "Heat map of buckets" }).focus();
    await looking.page.keyboard.press("Enter");
    await looking.page.getByRole("button", { name: "Next bucket" }).waitFor();
    await looking.page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core") });
    expect(await barriers(looking.page)).toEqual([]);
    await looking.page.keyboard.press("?");
    await looking.page.getByRole("dialog").waitFor();
    expect(await barriers(looking.page)).toEqual([]);
  }
});

// A page that drew anew whatever comes would need one for each picture; a machine that is busy otherwise makes some by itself.
test("16,384 cells ten times a second leave the page its time", async () => {
  const app = await start();
  const looking = await look(app.url);
  await looking.page.getByRole("combobox").selectOption("1");
  await looking.sees(/1 bucket of each/);
  const before = (await looking.noticed()).longTasks.length;
  const end = Date.now() + 10_000;
  while (Date.now() < end) await app.command("work 2000");
  const tasks = (await looking.noticed()).longTasks.slice(before);
  console.log(`tasks of more than 50 ms within 10 s: ${tasks.length === 0 ? "none" : tasks.map(Math.round).join(", ")}`);
  expect(tasks.length).toBeLessThan(10);
});
