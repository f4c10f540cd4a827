// The one page every tool shows: which tool, who, where.

import { escapeHtml } from '../http.mjs'
import { icon, iconUri } from './icons.mjs'

const STYLE = `
:root{--page:#f7f8f8;--card:#fff;--ink:#1b1c1d;--soft:#5c5f63;--line:#e1e2e5}
@media(prefers-color-scheme:dark){:root{--page:#101112;--card:#1b1c1d;--ink:#f0f1f2;--soft:#a7acb2;--line:#2f3033}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{display:flex;gap:14px;align-items:center;padding:18px 28px;background:var(--card);border-bottom:1px solid var(--line)}
header svg{width:40px;height:40px;flex:none}header b{font-size:18px}header small{display:block;color:var(--soft)}
main{max-width:720px;margin:32px auto;padding:0 28px}
h1{font-size:25px;line-height:1.2;letter-spacing:-.01em;margin:0 0 20px}
dl{margin:0 0 24px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:8px 20px}
dl div{padding:12px 0}dl div+div{border-top:1px solid var(--line)}
dt{color:var(--soft);font-size:14px}dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.button{display:inline-block;background:var(--tool);color:#fff;border-radius:10px;padding:11px 18px;font-weight:600;text-decoration:none}
.button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}`

const NOBODY = 'Personne n’est connecté ici'

/** `who` is null when nobody is signed in; `where` is the deep link that was reached. */
export function toolPage({ tool, title, who, where, login, logout, script = '' }) {
  const action = who ? logout : login
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)} - ${escapeHtml(tool.name)}</title><link rel="icon" href="${iconUri(tool)}"><style>:root{--tool:${tool.colour}}${STYLE}</style></head>
<body data-tool="${tool.id}" data-signed-in="${Boolean(who)}">
<header>${icon(tool)}<div><b>${escapeHtml(tool.name)}</b><small>Outil de démonstration</small></div></header>
<main><h1>${escapeHtml(title)}</h1>
<dl><div><dt>Connecté</dt><dd id="who">${escapeHtml(who ? introduce(who) : NOBODY)}</dd></div>
<div><dt>Adresse demandée</dt><dd id="where">${escapeHtml(where)}</dd></div></dl>
${action ? `<a class="button" id="${who ? 'logout' : 'login'}" href="${escapeHtml(action)}">${who ? 'Se déconnecter' : 'Se connecter'}</a>` : ''}
</main>${script && `<script>${script}</script>`}</body></html>`
}

/** ProConnect has no `name`; other providers have no organisation. */
export const fullName = ({ name, given_name, usual_name }) => name ?? `${given_name} ${usual_name}`

const introduce = (person) => [fullName(person), person.organization_label].filter(Boolean).join(', ')
