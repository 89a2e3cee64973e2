import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { Application } from "./application";
import { launch, Looking, NARROW, WIDE, type Theme } from "./browser";

const IMAGES = resolve(import.meta.dirname, "../../../docs/images");

/** So that charts have something to show. */
const BEFORE_MILLIS = 40_000;

let browser: Browser;

let application: Application;

beforeAll(async () => {
  [browser, application] = await Promise.all([launch(), Application.start(0, "entries")]);
  await mkdir(IMAGES, { recursive: true });
});

afterAll(async () => {
  await browser.close();
  await application.kill();
});

async function picture(looking: Looking, name: string): Promise<void> {
  await looking.page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await looking.close();
}

async function look(size: typeof WIDE, theme: Theme): Promise<Looking> {
  return Looking.at(browser, application.url, size, theme);
}

test("pictures", async () => {
  await application.command("put 48000");
  const wide = await look({ width: 1280, height: 1000 }, "dark");
  const light = await look({ width: 1280, height: 1000 }, "light");
  const narrow = await look(NARROW, "light");
  let entries = 48_000;
  await application.command("snapshot");
  const end = Date.now() + BEFORE_MILLIS;
  while (Date.now() < end) {
    await application.command("work 300");
    entries += 4;
    await application.command(`put ${entries}`);
    await wide.page.waitForTimeout(50);
  }
  while ((await application.picture())["tables"].length === 1) {
    entries += 100;
    await application.command(`put ${entries}`);
  }
  await application.command("iterate 9000");
  await application.command("snapshot");
  // Each write moves two buckets more.
  for (let moved = 0; moved < 0.4; ) {
    await application.command("work 60");
    await wide.page.waitForTimeout(200);
    const [from] = (await application.picture())["tables"];
    moved = from.moved / from.buckets;
  }
  await picture(wide, "inspector-growth");
  await picture(narrow, "inspector-narrow");
  await application.command("hold");
  await application.command("write");
  await application.command("write");
  await light.page.getByRole("table", { name: "Latencies of the last minute" }).scrollIntoViewIfNeeded();
  await light.page.getByText("writer-2").first().waitFor();
  await light.page.waitForTimeout(3_000);
  await picture(light, "inspector-open");
});
