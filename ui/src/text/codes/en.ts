import type { Codes } from "./message";

export const codes: Codes = {
  provider_unreachable: {
    title: "The sign-in service is not answering",
    text: "Check your network, then try again.",
  },
  provider_out_of_order: {
    title: "The sign-in service is out of order",
    text: "It is not your computer. Try again in a moment.",
  },
  provider_misconfigured: {
    title: "The sign-in service is not set up properly",
    text: "Its settings cannot be used. Tell the help desk.",
  },
  client_refused: {
    title: "The sign-in service does not recognise Parvis",
    text: "Your IT department needs to check the registration of Parvis.",
  },
  sign_in_refused: {
    title: "The sign-in was refused",
    text: "The sign-in service did not let you in. You can try again.",
  },
  sign_in_cancelled: {
    title: "Sign-in cancelled",
    text: "Nothing has changed. You can start again whenever you like.",
  },
  sign_in_timed_out: {
    title: "The sign-in was not finished",
    text: "Nothing came back from your browser in time. You can start again.",
  },
  sign_in_failed: {
    title: "The sign-in did not work",
    text: "The sign-in service gave an unexpected answer. Try again, then tell the help desk.",
  },
  wrong_issuer: {
    title: "The answer came from another sign-in service",
    text: "To be safe, Parvis did not follow it. Tell the help desk.",
  },
  bad_signature: {
    title: "The answer is not signed by your sign-in service",
    text: "To be safe, Parvis did not follow it. Tell the help desk.",
  },
  wrong_nonce: {
    title: "The answer does not belong to this sign-in",
    text: "To be safe, Parvis did not follow it. Start again from Parvis.",
  },
  bad_token: {
    title: "The answer of the sign-in service could not be accepted",
    text: "Parvis did not follow it. Try again, then tell the help desk.",
  },
  clock_wrong: {
    title: "The clock of this computer is wrong",
    text: "It is too far from the sign-in service’s. Set the time and try again, or tell the help desk.",
  },
  ports_taken: {
    title: "Another program is in the way of signing in",
    text: "It holds the place where Parvis waits for you. Close it or restart, then try again.",
  },
  browser_failed: {
    title: "Your browser did not open",
    text: "Check that a default browser is chosen, then try again.",
  },
  level_not_reached: {
    title: "The stronger sign-in did not work",
    text: "The tool or your organisation asks for it. Try again with your second proof of identity (code, key or card); if you have none, ask your organisation for one.",
  },
  scopes_refused: {
    title: "Parvis was not given everything it asked for",
    text: "You are signed in, but some things may be missing, such as your groups or your meetings. If they are, tell the help desk.",
  },
  siret_invalid: {
    title: "This number is not a SIRET",
    text: "Nothing has changed. Check its 14 digits, then start again from the menu with your name.",
  },
  sign_in_again: {
    title: "What is left is to sign in again",
    text: "A sign-out page has opened in your browser. As soon as it says that the session is closed, sign in again here.",
  },
  other_person: {
    title: "Another person signed in",
    text: "To be safe, what was waiting was not opened. Choose the tool again.",
  },
  keychain_locked: {
    title: "The keychain of this computer is locked",
    text: "You are signed in. It is not kept when you quit Parvis: you will then be asked to sign in again.",
  },
  keychain_absent: {
    title: "This computer has no keychain",
    text: "You are signed in. It is not kept when you quit Parvis: you will then be asked to sign in again.",
  },
  keychain_refused: {
    title: "The keychain of this computer did not answer",
    text: "You are signed in. It is not kept when you quit Parvis: you will then be asked to sign in again.",
  },
  keychain_not_emptied: {
    title: "Your session could not be removed from the keychain",
    text: "You are signed out here, but a trace stays in the keychain. Parvis keeps trying while it runs.",
  },
  sign_out_incomplete: {
    title: "You are not signed out everywhere",
    text: "Your session is closed in Parvis, but may still be open in your browser. Try again before you leave this computer.",
  },
  workspace_unreadable: {
    title: "Your organisation’s desk cannot be read",
    text: "Its file does not open. Tell your IT department.",
  },
  workspace_unsafe: {
    title: "Your organisation’s desk was not loaded, to be safe",
    text: "Its file could be changed by others than the administrator. Tell your IT department.",
  },
  workspace_invalid: {
    title: "Your organisation’s desk contains a mistake",
    text: "Tell your IT department.",
  },
  workspace_unreachable: {
    title: "Your organisation’s desk could not be checked",
    text: "Its server does not answer. Check your network; if other pages open, tell your IT department.",
  },
  workspace_not_there: {
    title: "Another page answers in place of your organisation’s desk",
    text: "Most often it is the welcome page of a Wi-Fi network: open your browser to accept it, then check again.",
  },
  workspace_expired: {
    title: "Your organisation’s desk was not renewed in time",
    text: "Your IT department has to publish it again. There is no hurry for you.",
  },
  workspace_refused: {
    title: "An update of the desk was refused, to be safe",
    text: "What was received is not what your organisation signed. Tell your IT department.",
  },
  workspace_clock_wrong: {
    title: "Check the date of this computer",
    text: "Its date or time seems wrong: Parvis cannot check your organisation’s desk. Set the time of this computer, then check again.",
  },
  workspace_not_kept: {
    title: "Your organisation’s desk cannot be kept on this computer",
    text: "The disk may be full or protected. Free some space, then try again.",
  },
  join_address_invalid: {
    title: "This address will not do",
    text: "The address of a workspace is given to you by your organisation and looks like parvis.exemple.fr. Copy it as it is.",
  },
  join_forbidden: {
    title: "Your organisation does not allow adding a workspace",
    text: "Ask your IT department.",
  },
  store_set_aside: {
    title: "Your settings could not be read",
    text: "Their file was damaged. Parvis set it aside and starts again from the proposed settings: you can choose yours again.",
  },
  store_not_kept: {
    title: "Your settings cannot be kept on this computer",
    text: "The disk may be full or protected. Free some space, or tell the help desk: until then, what you change may be lost.",
  },
  policy_invalid: {
    title: "Your organisation’s settings on this computer could not be loaded",
    text: "Tell your IT department.",
  },
  address_refused: {
    title: "This address does not open from Parvis",
    text: "It is not one of your organisation’s addresses.",
  },
  unknown_tool: {
    title: "No tool on your desk matches this request",
    text: "A tool may have been removed or renamed: look for it by name. An address has to belong to one of your tools.",
  },
  secret_missing: {
    title: "A setting is missing for you to sign in",
    text: "Your IT department has to put it on this computer.",
  },
  tray_absent: {
    title: "Parvis stays in the taskbar",
    text: "This computer has no place for small icons: closing the window only minimises it.",
  },
  preview: {
    title: "This is a preview",
    text: "The desk comes from a file: nobody is signed in, and tools do not open. It is drawn again when the file changes.",
  },
  preview_opens_nothing: {
    title: "In a preview, tools do not open",
    text: "For an agent, the browser would open the address below.",
  },
};
