import base from './jest.config.js';

/** The journeys through the real pages; they need Chromium and a build (`npm run build`). */
export default {
  ...base,
  roots: ['<rootDir>/test/journeys'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: undefined,
  globalTeardown: undefined,
  testTimeout: 240_000,
  maxWorkers: 1,
};
