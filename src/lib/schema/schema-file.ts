import { access } from 'node:fs/promises';
import { isAutodyneError } from '../errors/autodyne-error.ts';
import { readFailure } from '../files/read-failure.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { invalid } from '../json/json-fields.ts';
import { isJsonObject, parseJson } from '../json/parse-json.ts';
import { describedTable } from './described-table.ts';
import type { SourceSchema } from './source-schema.ts';
import { isTemplate, templateTable } from './template-table.ts';
import { yamlValue } from './yaml-value.ts';

/** CloudFormation takes 1 MB. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Reads the schema of a table from a file: the response of `aws dynamodb describe-table`, our `table.json`, a
 * CreateTable request, a CloudFormation template (or one resource of it, or its properties), in JSON or YAML.
 * @param arg the file; a template's table may be named behind it: `template.yaml#Table`
 * @throws AutodyneError `InvalidInput` naming the file and the problem in it.
 */
export async function readSchemaFile(arg: string): Promise<SourceSchema> {
  const { path, logicalId } = await splitArg(arg);
  const value = await readValue(path);
  if (isJsonObject(value)) {
    if (isTemplate(value)) return templateTable(value, path, logicalId);
    if (isJsonObject(value['Table'])) return describedTable(value, path);
  }
  throw invalid(path, 'this contains no table description', undefined, [
    'use the output of `aws dynamodb describe-table`, the table.json of a dump, or a CloudFormation template',
  ]);
}

/** A file's name may contain the sign; an existing file is preferred. */
async function splitArg(arg: string): Promise<{ path: string; logicalId: string | undefined }> {
  const at = arg.lastIndexOf('#');
  const isFile = await access(arg).then(
    () => true,
    () => false,
  );
  if (isFile || at <= 0) return { path: arg, logicalId: undefined };
  return { path: arg.slice(0, at), logicalId: arg.slice(at + 1) };
}

async function readValue(path: string): Promise<unknown> {
  let text: string;
  try {
    text = (await readSmallFile(path, { maxBytes: MAX_FILE_BYTES, mayBePipe: true })).toString();
  } catch (error) {
    if (isAutodyneError(error)) throw error;
    throw readFailure(path, error);
  }
  try {
    return parseJson(text);
  } catch {
    return yamlValue(text, path);
  }
}
