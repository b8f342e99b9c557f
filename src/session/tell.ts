/**
 * Tells a listener of a caller's. What it throws, or rejects with, is its own affair: it hurts no run, no timer and no other
 * listener. A promise comes back where it wants to hold back what comes next.
 * @param onFault called when it has thrown or rejected.
 */
export function tell<Event>(
  listener: (event: Event) => unknown,
  event: Event,
  onFault: () => void = () => undefined,
): Promise<unknown> | undefined {
  try {
    const answer = listener(event);
    return answer instanceof Promise ? Promise.resolve(answer).catch(onFault) : undefined;
  } catch {
    onFault();
    return undefined;
  }
}
