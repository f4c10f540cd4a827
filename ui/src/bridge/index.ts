import { fromAddress } from "./fake";
import type { Event } from "./generated/Event";
import type { LanguageChoice } from "./generated/LanguageChoice";
import type { Snapshot } from "./generated/Snapshot";
import type { Theme } from "./generated/Theme";
import { tauri } from "./tauri";

/** All that the window may ask of the host. Failures come back as notices, never as a rejected promise. */
export interface Bridge {
  snapshot(): Promise<Snapshot>;
  /** Calls `changed` for each slice that the host replaces. */
  listen(changed: (event: Event) => void): Promise<void>;
  /** `anyway`: without Parvis's own sign-in, which has just failed. */
  openTool(app: string, action: string | null, anyway: boolean): Promise<void>;
  openAddress(address: string, anyway: boolean): Promise<void>;
  signIn(): Promise<void>;
  reopenSignIn(): Promise<void>;
  cancelSignIn(): Promise<void>;
  /** Asks the provider again at once, while the session is in doubt. */
  retry(): Promise<void>;
  /** Signs in anew before the session ends; what there is goes on meanwhile. */
  renew(): Promise<void>;
  /** Signs out, and in again for the organisation with this SIRET, or for the one chosen on the provider's page. */
  changeOrganisation(siret: string | null): Promise<void>;
  signOut(everywhere: boolean): Promise<void>;
  reloadWorkspace(): Promise<void>;
  /** Reads the workspace again, and asks its repository at once. */
  checkWorkspace(): Promise<void>;
  /** Null: the one that the organisation or the computer proposes. */
  chooseLanguage(choice: LanguageChoice | null): Promise<void>;
  /** Null: as the organisation or the computer proposes. */
  chooseTheme(choice: Theme | null): Promise<void>;
  /** Asks what workspace is at an address; it comes back in the view, to be confirmed. */
  joinWorkspace(address: string): Promise<void>;
  confirmJoin(): Promise<void>;
  cancelJoin(): Promise<void>;
  /** By the key of one of the workspaces of this computer. */
  switchWorkspace(key: string): Promise<void>;
  leaveWorkspace(key: string): Promise<void>;
  dismiss(id: number): Promise<void>;
  quit(): Promise<void>;
  /** The first picture is painted: the host shows the window. */
  ready(): Promise<void>;
  /** Puts the window away, to the tray where there is one. */
  hide(): Promise<void>;
}

/** The desktop, or the examples in a build made for pictures; the other one is not in the bundle. */
export const host = (): Bridge => (import.meta.env.MODE === "fake" ? fromAddress(location.search) : tauri);
