/** The page a browser shows when it may not come in: says why and what to do, and runs nothing. */
export function refusalPage(sentence: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Passthrough Studio</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark}</style>
<h1>Passthrough Studio</h1>
<p>${sentence}</p>
<p>Each address works once. Press Enter in the terminal that runs the program to get a new one.</p>
</html>
`;
}
