import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('day.md', import.meta.url));
