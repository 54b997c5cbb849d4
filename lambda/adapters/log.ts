import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../deps.ts";

const logger = new Logger();

/** The log of one invocation: what is appended stands in every line until it is reset. */
export interface InvocationLog extends Log {
  appendKeys(keys: Record<string, unknown>): void;
  resetKeys(): void;
}

/** The structured log, named by POWERTOOLS_SERVICE_NAME. It never writes an event, a body or an answer. */
export const log: InvocationLog = {
  info: (message, fields = {}) => logger.info(message, fields),
  warn: (message, fields = {}) => logger.warn(message, fields),
  error: (message, fields = {}) => logger.error(message, fields),
  appendKeys: (keys) => logger.appendKeys(keys),
  resetKeys: () => logger.resetKeys(),
};
