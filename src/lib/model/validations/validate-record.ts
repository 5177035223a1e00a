import type { Model } from '../definition/model.ts';
import type {
  DeclaredRule,
  ModelDefinition,
  RecordClass,
  RegisteredValidator,
} from '../definition/model-definition.ts';
import { declaredBy } from '../definition/resolve-model.ts';
import { extrasOf } from '../record/attributes.ts';
import { stateOf } from '../record/record-core.ts';
import { isNew } from '../record/record-life.ts';
import type {
  RecordValidator,
  Rule,
  RuleSubject,
  SaveContext,
  ValidationOptions,
} from '../types/validation-types.ts';
import { isBlankValue } from './blank-value.ts';
import { fieldRules } from './field-rules.ts';
import { ValidationErrors } from './validation-errors.ts';

/** The errors of a record; empty until it is validated. */
export function errorsOf(record: object): ValidationErrors {
  const extras = extrasOf(stateOf(record));
  extras.errors ??= new ValidationErrors();
  return extras.errors as ValidationErrors;
}

/** Asks all validations of a record, of which none stops the others; its errors are what they say. */
export async function validateRecord(record: object): Promise<void> {
  const state = stateOf(record);
  const { model } = state;
  const context: SaveContext = isNew(state) ? 'create' : 'update';
  const errors = errorsOf(record);
  errors.clear();
  for (const { name, rule } of rulesOf(model)) {
    if (!(await isAsked(record, rule.options, context))) continue;
    const given = state.extras?.given;
    const field = model.fieldByName.get(name);
    const value: unknown = Reflect.get(record, name);
    const isGiven = field !== undefined && given?.has(field) === true;
    const subject = { name, value, given: isGiven ? given?.get(field) : value, record };
    for (const message of await messagesOf(rule, subject)) errors.add(name, message);
  }
  for (const { validator, options } of validatorsOf(model.definition)) {
    if (await isAsked(record, options, context)) await validator(record as never, errors);
  }
}

async function messagesOf(rule: Rule<never>, subject: RuleSubject): Promise<readonly string[]> {
  const { allowNull = false, allowBlank = false, message } = rule.options;
  const { value, record } = subject;
  if (allowNull && (value === null || value === undefined)) return [];
  if (allowBlank && isBlankValue(value)) return [];
  const found = await rule.check(subject);
  const problems = found === undefined ? [] : typeof found === 'string' ? [found] : found;
  if (problems.length === 0 || message === undefined) return problems;
  return [typeof message === 'function' ? message(value, record as never) : message];
}

async function isAsked(
  record: object,
  { on, if: only, unless }: ValidationOptions<never>,
  context: SaveContext,
): Promise<boolean> {
  if (on !== undefined && ![on].flat().includes(context)) return false;
  if (only !== undefined && !(await only(record as never))) return false;
  return unless === undefined || !(await unless(record as never));
}

/** Of the fields, then what was declared, the classes above first. */
function rulesOf(model: Model): DeclaredRule[] {
  return [...fieldRules(model), ...declaredRules(model.definition)];
}

function declaredRules({ parent, rules }: ModelDefinition): readonly DeclaredRule[] {
  return parent === undefined ? rules : [...declaredRules(parent), ...rules];
}

function validatorsOf({ parent, validators }: ModelDefinition): readonly RegisteredValidator[] {
  return parent === undefined ? validators : [...validatorsOf(parent), ...validators];
}

/** Implements the static method `validates`. */
export function addRules(
  recordClass: RecordClass,
  names: string | readonly string[],
  rules: readonly Rule<never>[],
): void {
  const declared = declaredBy(recordClass).rules;
  for (const name of [names].flat())
    declared.push(...rules.map((rule) => ({ name, rule, isOfField: false })));
}

/** Implements the static method `validate`. */
export function addValidator(
  recordClass: RecordClass,
  validator: RecordValidator<never>,
  options: ValidationOptions<never> = {},
): void {
  declaredBy(recordClass).validators.push({ validator, options });
}
