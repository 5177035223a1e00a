// Preloaded into a process: leaves the most memory that it ever had, in bytes, in the file named by the environment.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env['PEAK_MEMORY_FILE'], String(peakBytes()));
});

/** On Linux not from getrusage, whose figure a child has from its parent. */
function peakBytes() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
