import type { Code } from "../../bridge/generated/Code";

/** What happened, then what it means for the agent. */
export type Message = { title: string; text: string };

/** One message per code of the host: a new code does not compile until it has words. */
export type Codes = Record<Code, Message>;
