import { describeTranscript } from '../helpers/describe-transcript.ts';

describeTranscript(new URL('settings.md', import.meta.url));
