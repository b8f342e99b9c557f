/** A promise with its ends in hand: Promise.withResolvers, which Node 20 does not have. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(this: void, value: T): void;
  reject(this: void, reason: Error): void;
}

export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
