/** Takes code that must not compile (the `@ts-expect-error` above it says why) and does not run it. */
export function doesNotCompile(_code: (...given: never[]) => unknown): void {}
