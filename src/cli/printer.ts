/** A writer that waits until the text is written, and rejects once nobody reads the stream any more. */
export function printer(stream: NodeJS.WriteStream): (text: string) => Promise<void> {
  // Each write reports its own error.
  stream.on("error", () => {});
  return (text) =>
    new Promise((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
}
