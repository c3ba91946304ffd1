# The collector on Node, with its database in the volume /data: docs/deploying.md says how to run it.
FROM node:22-slim AS build
WORKDIR /waybill
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-slim
WORKDIR /waybill
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
# The program finds its own folder by this file.
COPY wrangler.toml ./
COPY migrations ./migrations
COPY --from=build /waybill/dist ./dist
# A new volume takes its owner from the folder that it covers.
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production HOST=0.0.0.0 WAYBILL_DATA=/data
VOLUME /data
EXPOSE 8787
USER node
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8787}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/waybill/dist/waybill.js"]
CMD ["start", "--no-demo"]
