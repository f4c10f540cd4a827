import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Event } from "./generated/Event";
import type { Bridge } from "./index";

export const tauri: Bridge = {
  snapshot: () => invoke("snapshot"),
  listen: async (changed) => void (await listen<Event>("parvis", ({ payload }) => changed(payload))),
  openTool: (app, action, anyway) => invoke("open_tool", { app, action, anyway }),
  openAddress: (address, anyway) => invoke("open_address", { address, anyway }),
  signIn: () => invoke("sign_in"),
  reopenSignIn: () => invoke("reopen_sign_in"),
  cancelSignIn: () => invoke("cancel_sign_in"),
  retry: () => invoke("retry"),
  renew: () => invoke("renew"),
  changeOrganisation: (siret) => invoke("change_organisation", { siret }),
  signOut: (everywhere) => invoke("sign_out", { everywhere }),
  reloadWorkspace: () => invoke("reload_workspace"),
  checkWorkspace: () => invoke("check_workspace"),
  chooseLanguage: (choice) => invoke("choose_language", { choice }),
  chooseTheme: (choice) => invoke("choose_theme", { choice }),
  joinWorkspace: (address) => invoke("join_workspace", { address }),
  confirmJoin: () => invoke("confirm_join"),
  cancelJoin: () => invoke("cancel_join"),
  switchWorkspace: (key) => invoke("switch_workspace", { key }),
  leaveWorkspace: (key) => invoke("leave_workspace", { key }),
  dismiss: (id) => invoke("dismiss", { id }),
  quit: () => invoke("quit"),
  ready: () => invoke("ready"),
  hide: () => invoke("hide"),
};
