import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('items.md', import.meta.url));
