declare module 'saxen' {
  type Decode = (text: string) => string;
  /** The part of the parser's API that is used here; the package has no types. */
  export class Parser {
    on(
      event: 'openTag',
      handler: (name: string, attributesOf: () => Record<string, string>, decode: Decode) => void,
    ): this;
    on(event: 'text', handler: (text: string, decode: Decode) => void): this;
    on(event: 'cdata', handler: (text: string) => void): this;
    on(event: 'closeTag', handler: (name: string) => void): this;
    on(event: 'error', handler: (error: Error) => void): this;
    parse(xml: string): this;
  }
}
