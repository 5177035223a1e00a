import type { UsageResponse } from '../../dashboard/api-types.ts';
import { amountText } from '../page/number-text.ts';

/** In the words of `autodyne usage`, to which a test holds them: nothing of lib but types comes into the page. */
const SOURCES: Readonly<Record<UsageResponse['source'], string>> = {
  meter: 'meter of the server (all clients)',
  cloudwatch: 'CloudWatch (all clients)',
  ledger: 'ledger (only autodyne on this machine)',
  logs: 'logs (only clients that log)',
};

const SOURCE_NAMES: Readonly<Record<UsageResponse['passedOver'][number]['source'], string>> = {
  route: 'usage route',
  cloudwatch: 'CloudWatch',
  ledger: 'ledger',
  logs: 'logs',
};

export function sourceText(source: UsageResponse['source']): string {
  return SOURCES[source];
}

/** Requests that the numbers do not include, those that are estimated, and sources that were not used. */
export function usageSourceNotes({ cannotSee, estimated, untold, passedOver }: UsageResponse): string[] {
  return [
    ...cannotSee.map((what) => `not included: ${what}`),
    ...(estimated.request === 0
      ? []
      : [`of these, estimated: ${amountText(estimated.request, 'request unit')}`]),
    ...(untold === 0 ? [] : [`not counted: ${amountText(untold, 'request')} whose cost was not reported`]),
    ...passedOver.map(({ source, why }) => `${SOURCE_NAMES[source]} not used: ${why}`),
  ];
}
