import { isJsonObject, memberOf } from '../json/parse-json.ts';

/** A value that is not known from the template alone, only once the stack is created. */
export class UnknownValue {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Its template code, shortened. */
  toString(): string {
    return this.#text;
  }
}

type Members = Readonly<Record<string, unknown>>;

/** The value of `Ref: AWS::NoValue`: the member is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

/**
 * Evaluates CloudFormation's functions as far as the template allows: parameters by their defaults, conditions,
 * mappings. The rest becomes an {@link UnknownValue}.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export class TemplateValues {
  /** The parameters whose defaults were used: `Name=default`. */
  readonly assumed = new Set<string>();
  readonly #template: Members;

  constructor(template: Members) {
    this.#template = template;
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) {
      return value.map((element) => this.resolve(element)).filter((element) => element !== NO_VALUE);
    }
    if (!isJsonObject(value)) return value;
    const [[name = '', inner] = [], second] = Object.entries(value);
    if (second === undefined && (name === 'Ref' || name.startsWith('Fn::'))) {
      return this.#function(name, inner) ?? new UnknownValue(shortForm(name, inner));
    }
    const members = Object.entries(value).map(([key, member]) => [key, this.resolve(member)] as const);
    return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
  }

  /** `undefined` where it cannot be evaluated. */
  #function(name: string, inner: unknown): unknown {
    switch (name) {
      case 'Ref':
        return inner === 'AWS::NoValue' ? NO_VALUE : this.#parameter(String(inner));
      case 'Fn::If':
        return this.#if(inner);
      case 'Fn::Sub':
        return this.#substitute(inner);
      case 'Fn::Join':
        return this.#join(inner);
      case 'Fn::FindInMap':
        return this.#find(inner);
      default:
        return undefined;
    }
  }

  #parameter(name: string): unknown {
    const value = memberOf(memberOf(this.#template['Parameters'], name), 'Default');
    if (value !== undefined) this.assumed.add(`${name}=${String(value)}`);
    return value;
  }

  #if(inner: unknown): unknown {
    const [condition, whenTrue, whenFalse] = Array.isArray(inner) ? inner : [];
    const isTrue = this.#condition(memberOf(this.#template['Conditions'], String(condition)));
    return isTrue === undefined ? undefined : this.resolve(isTrue ? whenTrue : whenFalse);
  }

  #condition(condition: unknown): boolean | undefined {
    if (!isJsonObject(condition)) return undefined;
    const [[name = '', inner] = []] = Object.entries(condition);
    if (name === 'Condition') return this.#condition(memberOf(this.#template['Conditions'], String(inner)));
    const parts = Array.isArray(inner) ? inner : [];
    if (name === 'Fn::Equals') {
      const [first, second] = parts.map((part) => this.resolve(part));
      const isKnown = isScalar(first) && isScalar(second);
      return isKnown ? String(first) === String(second) : undefined;
    }
    const truths = parts.map((part) => this.#condition(part));
    if (truths.includes(undefined)) return undefined;
    if (name === 'Fn::Not') return truths[0] === false;
    if (name === 'Fn::And') return truths.every(Boolean);
    return name === 'Fn::Or' ? truths.some(Boolean) : undefined;
  }

  #substitute(inner: unknown): string | undefined {
    const [text, variables] = Array.isArray(inner) ? inner : [inner];
    if (typeof text !== 'string') return undefined;
    let isKnown = true;
    const substituted = text.replace(/\$\{(!?)([^}]*)\}/g, (_, mark: string, name: string) => {
      if (mark !== '') return `\${${name}}`;
      const given = memberOf(variables, name);
      const value = given === undefined ? this.#parameter(name) : this.resolve(given);
      isKnown &&= isScalar(value);
      return String(value);
    });
    return isKnown ? substituted : undefined;
  }

  #join(inner: unknown): string | undefined {
    const [between, list] = Array.isArray(inner) ? inner : [];
    const parts = this.resolve(list);
    return Array.isArray(parts) && parts.every(isScalar)
      ? parts.map(String).join(String(between))
      : undefined;
  }

  #find(inner: unknown): unknown {
    const keys = Array.isArray(inner) ? inner.map((key) => this.resolve(key)) : [];
    if (!keys.every(isScalar)) return undefined;
    return keys.reduce<unknown>((found, key) => memberOf(found, String(key)), this.#template['Mappings']);
  }
}

/** The first {@link UnknownValue} in a value, and the path to it. */
export function unknownIn(value: unknown, path = ''): { path: string; unknown: UnknownValue } | undefined {
  if (value instanceof UnknownValue) return { path, unknown: value };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = unknownIn(inner, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function shortForm(name: string, inner: unknown): string {
  const text = typeof inner === 'string' ? inner : JSON.stringify(inner);
  return `!${name.replace('Fn::', '')} ${text}`;
}
