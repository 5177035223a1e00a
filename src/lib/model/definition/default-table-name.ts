/** The name of a model's table where nothing gives one: in lower case, the plural. `Address` is `addresses`. */
export function defaultTableName(modelName: string): string {
  return pluralName(modelName.toLowerCase());
}

/** The English plural of a name that does not end in a capital. */
export function pluralName(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
