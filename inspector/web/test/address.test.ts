import { describe, expect, it } from "vitest";
import { claimToken, tokenKey, tokenOf, type TokenStorage } from "../src/wire/address";
import { retryAfter, retryDelay } from "../src/wire/backoff";

function storage(): TokenStorage {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

describe("token", () => {
  it("is found in the fragment", () => {
    expect(tokenOf("#token=abc")).toBe("abc");
    expect(tokenOf("#a=1&token=a%2Bb")).toBe("a+b");
    expect(tokenOf("#token=")).toBe("");
    expect(tokenOf("")).toBeNull();
    expect(tokenOf("#other")).toBeNull();
  });

  it("is taken out of the address, and kept for this path only", () => {
    const kept = storage();
    const shown: string[] = [];
    const history = { replaceState: (_: unknown, __: string, url?: string | URL | null) => void shown.push(String(url)) };
    expect(claimToken({ pathname: "/inspector/", search: "?a=1", hash: "#token=abc" }, history, kept)).toBe("abc");
    expect(shown).toEqual(["/inspector/?a=1"]);
    expect(claimToken({ pathname: "/inspector/", search: "", hash: "" }, history, kept)).toBe("abc");
    expect(claimToken({ pathname: "/", search: "", hash: "" }, history, kept)).toBeNull();
    expect(shown).toHaveLength(1);
    expect(tokenKey({ pathname: "/", hash: "" })).not.toBe(tokenKey({ pathname: "/inspector/", hash: "" }));
  });
});

describe("retry", () => {
  it("waits 1, 2, 4, then 5 seconds", () => {
    expect([1, 2, 3, 4, 5, 100].map(retryDelay)).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    expect(retryDelay(0)).toBe(1_000);
  });

  it("keeps to a header that makes sense", () => {
    expect(retryAfter("7")).toBe(7_000);
    for (const header of [null, "", "soon", "0", "-1", "86400", "NaN"]) expect(retryAfter(header), String(header)).toBe(5_000);
  });
});
