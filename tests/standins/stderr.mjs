// Imported first: standard output carries one line of JSON and nothing else, whatever a dependency prints.

import { Console } from 'node:console'

globalThis.console = new Console(process.stderr, process.stderr)
