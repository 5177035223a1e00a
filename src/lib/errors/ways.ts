/**
 * What may be done about an error or a note, in words for whoever uses the library. Where a command line has a flag or a
 * command for it, it writes that in its place (`cli/flags/typed-ways`): so it must be one of these, whole, or the end
 * of a sentence after `; `.
 */
export const WAYS = {
  allowWrites: 'unset AUTODYNE_READONLY, or do not ask for read-only mode',
  checkClock: 'a clock that is wrong by more than five minutes also causes this',
  checkEndpoint: 'check AUTODYNE_ENDPOINT_URL',
  checkHttpProxy: 'check HTTPS_PROXY, or name the hosts that are reached without it in NO_PROXY',
  checkKeys: 'check AUTODYNE_AWS_ACCESS_KEY_ID and AUTODYNE_AWS_SECRET_ACCESS_KEY, or get new ones',
  checkNetwork: 'check the network, AUTODYNE_ENDPOINT_URL and HTTPS_PROXY',
  checkProxyUrl: 'check the network, AUTODYNE_PROXY_URL and HTTPS_PROXY',
  checkRegion: 'check AUTODYNE_AWS_DEFAULT_REGION',
  checkTable: 'check AUTODYNE_TABLE_NAME and AUTODYNE_AWS_DEFAULT_REGION',
  giveParameters: 'give a parameter for each ? of the statement',
  listIndexes: 'look at the indexes that the table has',
  lookAgain: 'check again later',
  makeParents: 'if a map on the way is absent, make it first',
  moveItem: 'to give the item another key, put it under the new key and delete this one',
  omitIndex: 'read the table and not the index, with conditions',
  omitIndexForOthers: 'to find such items, read the table and not the index',
  otherAttributes: 'choose other attributes and conditions, or read the table and not the index',
  readConsistently: 'read without consistency, or scan the table consistently',
  readTableConsistently: 'read without consistency, or query the table by its own key',
  sameToken:
    'it may have been done: send it again with the same token, within ten minutes, to have it done once',
  sayTypes: 'to make the condition shorter, give the types of values',
  replaceItem: 'to replace that item, say so',
  scanTable: 'to find other items, scan the table',
  seeItem: 'see the item as it is now',
  splitUpdate: 'or split the changes into two requests',
  tryLater: 'try again later, or with a longer deadline',
  typedInput: 'to give the item as DynamoDB JSON, say so',
  waitForIndex: 'wait until the index is ACTIVE',
  waitForTable: 'wait until the table is ACTIVE',
  withoutOrder: 'ask for neither order, start key nor key condition; a filter is supported',
  writeAgain:
    'write the same items again, with a longer deadline; those that were already written do not change',
} as const;

export type Way = keyof typeof WAYS;
