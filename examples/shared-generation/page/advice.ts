import type { GenerationError, GenerationErrorCode } from 'rx-bedrock/browser';

interface Words {
  headline: string;
  advice: string;
}

const words: Partial<Record<GenerationErrorCode, Words>> = {
  throttled: {
    headline: 'Too many requests',
    advice: 'Bedrock asks to slow down. Wait a moment, then ask again.',
  },
  unavailable: {
    headline: 'Not available',
    advice: 'Too much is going on there. Wait a moment, then ask again.',
  },
  network: {
    headline: 'No connection',
    advice: 'Is the server of this page still running? Start it, then ask again.',
  },
  timeout: { headline: 'No answer in time', advice: 'The model was silent for too long. Ask again.' },
  model: { headline: 'The model failed', advice: 'That was Bedrock’s side. Ask again.' },
  truncated: { headline: 'Cut short', advice: 'The stream ended before the message did. Ask again.' },
  producerLost: {
    headline: 'Its server has died',
    advice: 'A stream of Bedrock cannot be taken over by another one. Ask again.',
  },
  logExpired: { headline: 'No longer here', advice: 'This generation has expired. Ask again.' },
  logGap: { headline: 'A part is missing', advice: 'The server has lost events. Ask again.' },
  budget: { headline: 'Over the limit', advice: 'The answer grew too long. Ask for a shorter one.' },
  aborted: { headline: 'Given up', advice: 'You stopped before the server answered. Nothing was shown.' },
};

/** What has happened, and what to do. What the server said itself comes first. */
export function adviceFor(error: GenerationError, characters: number): Words {
  const { headline, advice } =
    error.code === 'rejected' ? rejected(error) : (words[error.code] ?? unknown(error));
  const kept =
    characters > 0 ? ` The ${characters.toLocaleString('en-GB')} characters that had arrived are kept.` : '';
  return { headline, advice: advice + kept };
}

function rejected({ message, cause }: GenerationError): Words {
  if (cause instanceof Response && cause.status === 404)
    return {
      headline: 'Not found',
      advice: 'There is no generation at this address, or no longer. Ask a new question.',
    };
  return { headline: 'Refused', advice: `${plain(message)} Put that right, then ask again.` };
}

function unknown({ message }: GenerationError): Words {
  return { headline: 'Something failed', advice: `${plain(message)} Ask again.` };
}

/** The message without its code, as a sentence. */
function plain(message: string): string {
  const text = message.replace(/^\w+: /, '').trim();
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
