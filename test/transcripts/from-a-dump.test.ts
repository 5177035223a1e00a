import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('from-a-dump.md', import.meta.url));
