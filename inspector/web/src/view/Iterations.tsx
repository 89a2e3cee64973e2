import { useRef } from "preact/hooks";
import { contractName, count, counted, millis, NOTHING, words } from "../format";
import { MarkIcon } from "../heat/MarkIcon";
import { Card, Empty, listed, Scroll } from "./Card";
import { useListed } from "./listed";

// The iterations and views that are under way, and how far each has come.

export function Iterations() {
  const part = useRef<HTMLElement>(null);
  const picture = useListed(part)?.frame.picture;
  const iterations = picture?.iterations ?? [];
  const all = picture?.lists.iterations ?? 0;
  const leaked = picture?.counters.iterationsLeaked ?? 0;
  const remark =
    (listed(iterations.length, all) || counted(all, "iteration", "iterations")) +
    (leaked > 0 ? `, ${count(leaked)} leaked so far` : "");
  return (
    <Card part={part} id="iterations" title="Iterations" class="listed" remark={remark}>
      {iterations.length === 0 ? (
        <Empty>Nobody iterates over this map.</Empty>
      ) : (
        <Scroll label="Iterations">
          <table>
            <caption class="unseen">Iterations under way</caption>
            <thead>
              <tr>
                <th scope="col">id</th>
                <th scope="col">contract</th>
                <th scope="col">state</th>
                <th scope="col" class="right wide-only">
                  age
                </th>
                <th scope="col" class="right walk-column">
                  bucket
                </th>
              </tr>
            </thead>
            <tbody>
              {iterations.map(iteration => (
                <tr key={iteration.id}>
                  <th scope="row">
                    {iteration.watched === "VIEW" ? "view " : ""}#{iteration.id}
                  </th>
                  <td>
                    <span class="contract">
                      <MarkIcon contract={iteration.contract} />
                      {contractName(iteration.contract)}
                    </span>
                  </td>
                  <td>{words(iteration.state)}</td>
                  <td class="right wide-only">{millis(iteration.ageMillis)}</td>
                  <td class="right walk-column">
                    {iteration.bucket < 0 ? (
                      NOTHING
                    ) : (
                      <>
                        {count(iteration.bucket)} of {count(iteration.buckets)}
                        <span class="progress">
                          <span
                            class="progress-done"
                            style={{ transform: `scaleX(${(iteration.bucket + 1) / iteration.buckets})` }}
                          />
                        </span>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Card>
  );
}
