// Where the page asks, and the token that it sends along. The token comes in the fragment, which no server ever sees, and is
// taken out of the visible address at once.

export interface Place {
  readonly pathname: string;
  readonly hash: string;
}

export function tokenKey(place: Place): string {
  return `stillmap-inspector-token:${place.pathname}`;
}

/** The token of a fragment such as `#token=abc`, or null. */
export function tokenOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token");
}

export type TokenStorage = Pick<Storage, "getItem" | "setItem">;

/** The storage of this tab; one that keeps nothing where the browser allows none. */
export function tabStorage(): TokenStorage {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

/** Takes the token out of the address and keeps it, or finds the one that is kept. */
export function claimToken(
  place: Place & { readonly search: string },
  history: Pick<History, "replaceState">,
  kept: TokenStorage,
): string | null {
  const token = tokenOf(place.hash);
  if (token === null) return kept.getItem(tokenKey(place));
  kept.setItem(tokenKey(place), token);
  history.replaceState(null, "", place.pathname + place.search);
  return token;
}
