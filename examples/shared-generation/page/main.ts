import { fromSse } from 'rx-bedrock/browser';
import { multicastReplay } from 'rx-bedrock/operators';
console.log(fromSse('/generations').pipe(multicastReplay()));
