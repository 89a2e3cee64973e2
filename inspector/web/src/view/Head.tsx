import { compact } from "../format";
import { useObservable } from "../model/observable";
import { ConnectionState } from "./ConnectionState";
import { useInspection } from "./context";
import { Icon } from "./icons";
import { choice, chooseTheme, type Choice } from "./theme";
import { TimeBar } from "./TimeBar";

// The head of the page: which map, how it is connected, how the page looks, and the time that it shows.

export function Head({ help }: { help: () => void }) {
  return (
    <header class="head">
      <div class="head-row">
        <h1>
          <img src="./favicon.svg" width="20" height="20" alt="" />
          Stillmap <span>inspector</span>
        </h1>
        <MapChoice />
        <ConnectionState />
        <ThemeChoice />
        <button
          type="button"
          class="button icon-button"
          onClick={help}
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
        >
          ?
        </button>
      </div>
      <TimeBar />
    </header>
  );
}

const NONE = "none";

function MapChoice() {
  const inspection = useInspection();
  const maps = useObservable(inspection.currentMaps)?.maps ?? [];
  const watched = useObservable(inspection.watchedMap);
  const there = maps.some(map => map.id === watched);
  return (
    <label class="choice">
      <span class="unseen">Map</span>
      <select
        value={there ? String(watched) : NONE}
        disabled={maps.length === 0}
        onChange={event => inspection.connection.choose(Number(event.currentTarget.value))}
      >
        {there ? null : (
          <option value={NONE} disabled>
            {maps.length === 0 ? "no map" : "choose a map"}
          </option>
        )}
        {maps.map(map => (
          <option key={map.id} value={String(map.id)}>
            {map.name} · {compact(map.entries)} {map.entries === 1 ? "entry" : "entries"}
          </option>
        ))}
      </select>
    </label>
  );
}

const CHOICES: readonly Choice[] = ["system", "light", "dark"];

function ThemeChoice() {
  const chosen = useObservable(choice);
  return (
    <div class="segments" role="group" aria-label="Theme">
      {CHOICES.map(each => (
        <button
          key={each}
          type="button"
          class="button icon-button"
          aria-pressed={each === chosen}
          aria-label={each === "system" ? "Theme of the system" : `${each} theme`}
          title={each === "system" ? "as the system has it" : each}
          onClick={() => chooseTheme(each)}
        >
          <Icon name={each} />
        </button>
      ))}
    </div>
  );
}
