import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('query.md', import.meta.url));
