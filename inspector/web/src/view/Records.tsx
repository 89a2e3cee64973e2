import { useMemo, useRef } from "preact/hooks";
import { contractName, count, millis, NOTHING, words } from "../format";
import type { LifeRecord } from "../wire/types";
import { Card, Empty, Scroll } from "./Card";
import { useListed } from "./listed";

// The last steps in the lives of snapshots, iterations, views and holds, youngest first.

export function Records() {
  const part = useRef<HTMLElement>(null);
  const detail = useListed(part)?.frame.detail ?? null;
  return useMemo(() => {
    const records = detail?.records ?? [];
    return (
      <Card
        part={part}
        id="records"
        title="Lives"
        class="listed records"
        remark="the last steps of snapshots, iterations, views and holds"
      >
        {records.length === 0 ? (
          <Empty>No step yet: lives are recorded while somebody looks.</Empty>
        ) : (
          <Scroll label="Lives">
            <table>
              <caption class="unseen">The last steps in lives, youngest first</caption>
              <thead>
                <tr>
                  <th scope="col" class="right">
                    age
                  </th>
                  <th scope="col">what</th>
                  <th scope="col">step</th>
                  <th scope="col" class="right wide-only">
                    bucket
                  </th>
                  <th scope="col">thread</th>
                  <th scope="col" class="wide-only">
                    caller
                  </th>
                </tr>
              </thead>
              <tbody>
                {records.map((record, i) => (
                  <Row key={i} record={record} />
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Card>
    );
  }, [detail]);
}

function Row({ record }: { record: LifeRecord }) {
  const own = words(record.watched);
  const contract = contractName(record.contract);
  return (
    <tr class={record.leaked ? "leaked" : ""}>
      <td class="right">{millis(record.ageMillis)}</td>
      <th scope="row">
        {own} #{record.id}
        {contract === own ? null : <span class="quiet-text"> {contract}</span>}
      </th>
      <td>
        {record.from === null ? "began" : words(record.from)} → {words(record.to)}
        {record.leaked ? <span class="badge">leaked</span> : null}
      </td>
      <td class="right wide-only">{record.bucket < 0 ? NOTHING : `${count(record.bucket)} of ${count(record.buckets)}`}</td>
      <td class="mono">
        {record.thread}
        {record.caller === null ? null : <span class="under narrow-only">{record.caller}</span>}
      </td>
      <td class="mono wide-only">{record.caller ?? NOTHING}</td>
    </tr>
  );
}
