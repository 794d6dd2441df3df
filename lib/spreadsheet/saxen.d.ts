declare module 'saxen' {
  type Decode = (text: string) => string;
  /** What of the parser is used here; it brings no types of its own. */
  export class Parser {
    on(
      event: 'openTag',
      handler: (name: string, attributesOf: () => Record<string, string>, decode: Decode) => void,
    ): this;
    on(event: 'text', handler: (text: string, decode: Decode) => void): this;
    on(event: 'closeTag', handler: (name: string) => void): this;
    on(event: 'error', handler: (error: Error) => void): this;
    parse(xml: string): this;
  }
}
