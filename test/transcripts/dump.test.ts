import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('dump.md', import.meta.url));
