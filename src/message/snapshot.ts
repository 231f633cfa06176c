import type {
  ConverseStreamMetadataEvent,
  Message,
  MessageStopEvent,
  StopReason,
  TokenUsage,
} from '@aws-sdk/client-bedrock-runtime';
import type { ResponseInfo } from '../response.js';

/**
 * Where a generation stands. `connecting` until the first content, `streaming` until the end; the other six are
 * the ways it can end. Only `complete` means that the message came to its messageStop; why it ended there says the
 * stop reason, which may be `max_tokens`.
 */
export type Status =
  | 'connecting'
  | 'streaming'
  | 'complete'
  | 'stopped'
  | 'truncated'
  | 'aborted'
  | 'timedOut'
  | 'failed';

/** What is known of a generation beside its message, each member absent until Bedrock has sent it. */
export interface GenerationDetails {
  stopReason?: StopReason;
  usage?: TokenUsage;
  metrics?: { latencyMs: number };
  trace?: NonNullable<ConverseStreamMetadataEvent['trace']>;
  additionalModelResponseFields?: NonNullable<MessageStopEvent['additionalModelResponseFields']>;
  serviceTier?: NonNullable<ConverseStreamMetadataEvent['serviceTier']>;
  performanceConfig?: NonNullable<ConverseStreamMetadataEvent['performanceConfig']>;
  response?: ResponseInfo;
}

/**
 * A generation at one moment: the message so far, and all that is known beside it. It never changes; and as all
 * subscribers are given the same one, do not change it either: copy it.
 */
export interface MessageSnapshot extends GenerationDetails {
  /** Bedrock's own `Message`, as its non-streaming Converse would have returned it. */
  message: Message & { content: NonNullable<Message['content']> };
  status: Status;
}
