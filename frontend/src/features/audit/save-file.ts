/** Has the browser save a text as a file of this name. */
export function saveFile(name: string, parts: readonly string[], type: string): void {
  const address = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by the time that anything else runs, some of them only then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
