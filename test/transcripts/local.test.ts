import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('local.md', import.meta.url));
