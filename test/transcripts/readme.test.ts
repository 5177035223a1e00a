import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('../../README.md', import.meta.url));
