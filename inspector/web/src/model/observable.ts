import { useEffect, useState } from "preact/hooks";

// A value that tells when it changes. Components that use it are drawn again, and nothing else is.

export class Observable<T> {
  private readonly listeners = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set(value: T): void {
    if (Object.is(value, this.current)) return;
    this.current = value;
    for (const listener of this.listeners) listener(value);
  }

  subscribe(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

export function useObservable<T>(observable: Observable<T>): T {
  const [, draw] = useState<T>(observable.value);
  useEffect(() => {
    draw(() => observable.value);
    return observable.subscribe(value => draw(() => value));
  }, [observable]);
  return observable.value;
}
