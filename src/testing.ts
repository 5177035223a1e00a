import './model.ts';

export { resetTables } from './lib/model/testing/reset-tables.ts';
export { type LocalTable, type StartLocalOptions, startLocal } from './lib/model/testing/start-local.ts';
