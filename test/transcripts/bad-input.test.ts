import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('bad-input.md', import.meta.url));
