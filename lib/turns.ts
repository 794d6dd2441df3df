/** First come, first served: resolves when all earlier turns are done, with the function that ends this one. */
export function turns(): () => Promise<() => void> {
  let last = Promise.resolve();
  return async () => {
    const earlier = last;
    let done = () => {};
    last = new Promise((resolve) => {
      done = resolve;
    });
    await earlier;
    return done;
  };
}
