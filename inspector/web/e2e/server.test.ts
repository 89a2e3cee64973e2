import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FeatureServer } from "./application";
import { launch, Looking } from "./browser";

let browser: Browser;

let server: FeatureServer;

beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), FeatureServer.start()]);
});

afterAll(async () => {
  await browser.close();
  await server.kill();
});

test("the feature server shows the maps of its types", async () => {
  const looking = await Looking.at(browser, `${server.url}/inspector`);
  const maps = looking.page.getByRole("combobox");
  await looking.page.getByRole("application", { name: "Heat map of buckets" }).waitFor();
  const names = await maps.locator("option").allInnerTexts();
  expect(names.map(name => name.split(" ")[0])).toEqual(["customer", "card", "merchant", "country"]);
  const answer = await fetch(`${server.url}/v1/snapshots`, { method: "POST" });
  expect(answer.status).toBe(201);
  await looking.tileBecomes("Open snapshots", "[1-9]");
  // Made-up payments change entities without pause.
  await looking.page.waitForFunction(() =>
    [...document.querySelectorAll(".tile")].some(tile => /^Writes/.test((tile as HTMLElement).innerText) && /[1-9]/.test((tile as HTMLElement).innerText)),
  );
  await looking.close();
});
