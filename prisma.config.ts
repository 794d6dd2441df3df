import { defineConfig } from 'prisma/config';

// Generating the client needs no schema engine, yet the command insists on one and would fetch it from its own host.
// Any executable satisfies it; migrations are applied by lib/db/migrate.ts, which brings the engine from npm.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma' });
