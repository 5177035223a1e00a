import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('indexes.md', import.meta.url));
