import open from 'open';

/**
 * Opens an address in the person's browser, which lives on by itself.
 * @param onFailed told why, also when that shows only later
 */
export async function openBrowser(url: string, onFailed: (why: string) => void): Promise<void> {
  try {
    const launcher = await open(url);
    launcher.once('close', (code) => {
      if (code !== 0 && code !== null) onFailed(`the launcher ended with exit code ${code}`);
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    onFailed(code === 'ENOENT' ? 'there is none to be found' : message);
  }
}
