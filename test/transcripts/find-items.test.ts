import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('find-items.md', import.meta.url));
