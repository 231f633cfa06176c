import { config } from 'rxjs';

/** What is reported the RxJS way, which is in a later task, of what an action leads to. */
export async function reportedDuring(action: () => void): Promise<unknown[]> {
  const reported: unknown[] = [];
  const { onUnhandledError } = config;
  config.onUnhandledError = (error) => reported.push(error);
  try {
    action();
    await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    config.onUnhandledError = onUnhandledError;
  }
  return reported;
}
