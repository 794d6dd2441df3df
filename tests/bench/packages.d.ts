/** The parts of the packages in bench's own `package.json` that it uses, so that types are checked where they are not installed. */

declare module 'autocannon' {
  namespace autocannon {
    interface Request {
      body?: string;
      headers?: Record<string, string>;
    }
    interface Options {
      url: string;
      method: string;
      connections: number;
      /** In seconds. */
      duration: number;
      headers: Record<string, string>;
      requests: { setupRequest(request: Request): Request }[];
    }
    interface Result {
      '2xx': number;
      '4xx': number;
      '5xx': number;
      errors: number;
      duration: number;
      requests: { total: number };
    }
  }
  function autocannon(options: autocannon.Options): Promise<autocannon.Result>;
  export = autocannon;
}

declare module 'lighthouse' {
  type Report = {
    runtimeError?: { message: string };
    environment: { benchmarkIndex: number };
    categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
    audits: Record<string, { score: number | null }>;
  };
  export default function lighthouse(
    url: string,
    flags: { port: number; onlyCategories: string[]; logLevel: 'error'; throttling: object },
  ): Promise<{ lhr: Report } | undefined>;
}

declare module 'lighthouse/core/config/constants.js' {
  export const throttling: { mobileSlow4G: object };
}
