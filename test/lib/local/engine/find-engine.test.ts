import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findEngine } from '../../../../src/lib/local/engine/find-engine.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'autodyne-find-')));
// A platform that has no package installed here, so that the other locations are looked at.
const platform = 'sunos-mips';
const platformPackage = `@dynoxide/${platform}`;

afterAll(() => rmSync(folder, { recursive: true }));

function executable(path: string, mode = 0o755): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

function manifest(path: string, name: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ name, version: '1.2.1' }));
}

test('nowhere', () => {
  expect(findEngine({ platform })).toBeUndefined();
  expect(findEngine({ platform, projectFolder: folder, searchPath: '' })).toBeUndefined();
});

test("the platform's package in the project", () => {
  const project = join(folder, 'plain');
  const file = executable(join(project, 'node_modules', platformPackage, 'dynoxide'));
  expect(findEngine({ platform, projectFolder: project })).toBe(file);
  expect(findEngine({ platform, projectFolder: join(project, 'packages', 'app') })).toBe(file);
});

test("the platform's package that only the package dynoxide can see", () => {
  const project = join(folder, 'strict');
  const packageFolder = join(project, 'node_modules', 'dynoxide');
  manifest(join(packageFolder, 'package.json'), 'dynoxide');
  const file = executable(join(packageFolder, 'node_modules', platformPackage, 'dynoxide'));
  expect(findEngine({ platform, projectFolder: project })).toBe(file);
});

test('the search path: the first that may be run', () => {
  executable(join(folder, 'not-for-running', 'dynoxide'), 0o644);
  mkdirSync(join(folder, 'a-folder', 'dynoxide'), { recursive: true });
  const file = executable(join(folder, 'bin', 'dynoxide'));
  executable(join(folder, 'later', 'dynoxide'));
  const slots = ['not-for-running', 'a-folder', 'absent', 'bin', 'later'].map((name) => join(folder, name));
  expect(findEngine({ platform, searchPath: ['', ...slots].join(delimiter) })).toBe(file);
});

test('the project comes before the search path', () => {
  const project = join(folder, 'both');
  const file = executable(join(project, 'node_modules', platformPackage, 'dynoxide'));
  executable(join(folder, 'bin', 'dynoxide'));
  expect(findEngine({ platform, projectFolder: project, searchPath: join(folder, 'bin') })).toBe(file);
});

test("this machine's, next to autodyne, is used first", () => {
  expect(findEngine()).toMatch(/dynoxide/);
});

test('on Windows an executable has an ending', () => {
  const file = executable(join(folder, 'windows', 'dynoxide.exe'));
  expect(findEngine({ platform: 'win32-mips', searchPath: join(folder, 'windows') })).toBe(file);
});
