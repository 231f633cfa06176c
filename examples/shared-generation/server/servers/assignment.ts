import type { Model } from '../model/bedrock.js';
import type { News } from '../news.js';

/** What a process needs to know to serve generations. */
export interface Assignment {
  model: Model;
  /** What ids are made of: the same in all processes. */
  secret: string;
  /** How many generations a log in memory keeps. */
  maxGenerations?: number | undefined;
}

/** What a process needs to know that shares its generations with others. */
export interface SharedAssignment extends Assignment {
  redisUrl: string;
}

/** What such a process reports. */
export type Report = { port: number } | News;
