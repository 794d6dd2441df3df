# The image of the site. The first stage builds with all packages; the second contains only what the site needs to run.
# See docs/operations/containers.md.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build && node --import tsx scripts/collect-image.ts /image

FROM node:24.21.0-bookworm-slim
# The running container installs and builds nothing, so package managers are removed.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
  && mkdir -m 700 /data && chown node:node /data
WORKDIR /app
COPY --from=build /image ./
ENV NODE_ENV=production MALLOC_ARENA_MAX=2 PORT=3000 DATABASE_URL=file:/data/meeting.db ERASURE_JOURNAL=/data/erasures
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", ".next/site/main.mjs"]
