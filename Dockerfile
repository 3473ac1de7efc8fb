# Web and worker are the same image; docker-compose.yml says which is run. Node's long-term-support line.
FROM node:24.19.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Install scripts stay off: the only one needed prepares the embedded PostgreSQL, which an image does not use.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json nest-cli.json .swcrc ./
COPY src src
COPY migrations migrations
COPY bench bench
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24.19.0-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 BREAKWATER_DATA=/data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY rules rules
COPY sources sources
COPY scripts/healthy.js scripts/healthy.js
# Files belong to root and the process does not: it can change none of them, but what it keeps under /data.
RUN install --directory --owner=node --group=node --mode=0700 /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "scripts/healthy.js"]
CMD ["node", "dist/src/web.js"]
