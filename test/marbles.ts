import { marblesConfig } from 'rx-bedrock/testing';
import { configure } from 'rxjs-marbles';

/** Marble tests in virtual time; never give it an async function, whose failures would pass unseen. */
export const { marbles } = configure(marblesConfig);
