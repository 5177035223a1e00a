import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('first-steps.md', import.meta.url));
