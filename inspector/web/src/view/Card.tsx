import type { ComponentChildren, RefObject } from "preact";

// A part of the page with a heading, and a remark beside it that keeps its place.

interface Props {
  readonly id: string;
  readonly title: string;
  readonly remark?: ComponentChildren;
  readonly class?: string;
  readonly part?: RefObject<HTMLElement | null>;
  readonly children: ComponentChildren;
}

export function Card({ id, title, remark, class: more, part, children }: Props) {
  return (
    <section class={`card ${more ?? ""}`} ref={part ?? null} aria-labelledby={`${id}-title`}>
      <header class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <p class="card-remark">{remark}</p>
      </header>
      {children}
    </section>
  );
}

/** A list that scrolls within its card, by keyboard too. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** "100 of 240 are listed", where not all are. */
export function listed(there: number, all: number): string {
  return all > there ? `${there} of ${all} are listed` : "";
}
