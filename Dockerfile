# The image of the site. The first stage builds with all packages; the second contains only what the site needs to run.
# See docs/operations/containers.md.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY . .
ENV BUILD_OUTPUT=standalone
RUN npm ci && npm run build

FROM node:24.21.0-bookworm-slim
# The running container installs and builds nothing, so package managers are removed.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
  && mkdir -m 700 /data && chown node:node /data
WORKDIR /app
COPY --from=build /app/.next/standalone ./
COPY --from=build /app/.next/static ./.next/static
COPY --from=build /app/public ./public
COPY --from=build /app/lib/hold-connections.mjs ./lib/hold-connections.mjs
# HOSTNAME is the address on which the server listens. Docker would set it to the name of the container.
ENV NODE_ENV=production HOSTNAME=0.0.0.0 PORT=3000 DATABASE_URL=file:/data/meeting.db ERASURE_JOURNAL=/data/erasures
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "./lib/hold-connections.mjs", "server.js"]
