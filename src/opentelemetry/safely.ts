import { diag } from '@opentelemetry/api';

/**
 * Does what telemetry wants done. Should it throw, a generation is worth more than what is told of it: the error goes
 * where OpenTelemetry sends its own, to `diag`.
 * @returns what the action returned, or nothing where it has thrown
 */
export function safely<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    diag.error('rx-bedrock could not record a generation.', error);
    return undefined;
  }
}
