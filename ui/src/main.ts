import "./style/tokens.css";
import "./style/base.css";
import { flushSync, mount } from "svelte";
import App from "./App.svelte";
import { host } from "./bridge";
import { follow } from "./state.svelte";

const bridge = host();
const store = await follow(bridge);
flushSync(() => mount(App, { target: document.body, props: { bridge, store } }));
// The window is still hidden: no frame may be drawn before the host shows it, so there is none to wait for.
await bridge.ready();
